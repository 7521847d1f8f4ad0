#include "parquet/event_columns.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "event_data/trackml_weights.hpp"

namespace trackloom::parquet {
namespace {

constexpr std::uint64_t id_limit = std::uint64_t{1} << 63U;  // ids are below it

[[noreturn]] void refuse(const std::string& where, const char* list, std::size_t place,
                         const std::string& what) {
  throw std::runtime_error(where + ": " + list + " " + std::to_string(place) + ": " + what);
}

template <class T>
void check_length(const std::string& where, const char* column, const std::vector<T>& values,
                  std::size_t expected) {
  if (values.size() == expected) return;
  throw std::runtime_error(where + ": column \"" + column + "\" has " +
                           std::to_string(values.size()) + " values, others have " +
                           std::to_string(expected));
}

void check_finite(const std::string& where, const char* list, const char* column,
                  const std::vector<float>& values) {
  const auto bad = std::find_if_not(values.begin(), values.end(),
                                    [](float value) { return std::isfinite(value); });
  if (bad == values.end()) return;
  refuse(where, list, static_cast<std::size_t>(bad - values.begin()),
         std::string(column) + " is not a finite number");
}

std::uint64_t key(std::uint32_t volume, std::uint32_t layer, std::uint32_t surface) {
  return std::uint64_t{volume} << 32U | std::uint64_t{layer} << 20U | surface;
}

}  // namespace

ModuleOfSurface::ModuleOfSurface(const acts_csv::ModuleOfGeometryId& modules) {
  for (const auto& [id, module] : modules) {
    const acts_csv::GeometryId geometry{id};
    modules_.emplace(key(geometry.volume(), geometry.layer(), geometry.sensitive()), module);
  }
}

std::uint32_t ModuleOfSurface::find(std::uint32_t volume, std::uint32_t layer,
                                    std::uint32_t surface) const {
  if (layer >> 12U != 0 || surface >> 20U != 0) return none;  // would run into the other parts
  const auto found = modules_.find(key(volume, layer, surface));
  return found == modules_.end() ? none : found->second;
}

void fill_hits(const std::string& where, const HitColumns& columns, const Detector& detector,
               const ModuleOfSurface& modules, Hits& hits) {
  const std::size_t count = columns.size();
  if (count == 0) throw std::runtime_error(where + ": the event is empty, it has no hits");
  for (const auto& [name, values] : {std::pair{"y", &columns.y},
                                     {"z", &columns.z},
                                     {"true_x", &columns.true_x},
                                     {"true_y", &columns.true_y},
                                     {"true_z", &columns.true_z}}) {
    check_length(where, name, *values, count);
  }
  check_length(where, "particle_id", columns.particle_id, count);
  check_length(where, "volume_id", columns.volume_id, count);
  check_length(where, "layer_id", columns.layer_id, count);
  check_length(where, "surface_id", columns.surface_id, count);
  check_finite(where, "hit", "true_x", columns.true_x);
  check_finite(where, "hit", "true_y", columns.true_y);
  check_finite(where, "hit", "true_z", columns.true_z);

  std::vector<std::uint32_t> module(count), order;
  for (std::uint32_t i = 0; i < count; ++i) {
    module[i] = modules.find(columns.volume_id[i], columns.layer_id[i], columns.surface_id[i]);
    if (module[i] == ModuleOfSurface::none) {
      refuse(where, "hit", i,
             "volume " + std::to_string(columns.volume_id[i]) + ", layer " +
                 std::to_string(columns.layer_id[i]) + ", surface " +
                 std::to_string(columns.surface_id[i]) +
                 " is no sensitive surface of the file of surfaces");
    }
    const std::array<float, 3> at{columns.x[i], columns.y[i], columns.z[i]};
    const auto missing = std::count_if(at.begin(), at.end(), [](float v) { return std::isnan(v); });
    if (missing == 3) continue;  // not measured
    for (const float v : at) {
      if (!std::isfinite(v)) refuse(where, "hit", i, "its position is not a finite one");
    }
    order.push_back(i);
  }
  if (order.empty()) {
    throw std::runtime_error(
        where +
        ": no hit has a measured position; give ArrowSimHitOutputConverter the "
        "clusters (inputClusters and inputSimHitMeasurementsMap)");
  }

  const auto measurement = [&](std::uint32_t i) {
    return std::tuple(module[i], columns.x[i], columns.y[i], columns.z[i]);
  };
  const auto distance = [&](std::uint32_t i) {
    return std::hypot(columns.true_x[i] - columns.x[i], columns.true_y[i] - columns.y[i],
                      columns.true_z[i] - columns.z[i]);
  };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const auto of_a = measurement(a), of_b = measurement(b);
    return of_a != of_b ? of_a < of_b : std::pair(distance(a), a) < std::pair(distance(b), b);
  });
  const auto same = [&](std::uint32_t a, std::uint32_t b) {
    return measurement(a) == measurement(b);
  };
  order.erase(std::unique(order.begin(), order.end(), same), order.end());
  std::sort(order.begin(), order.end());

  hits.resize(order.size());
  for (std::size_t hit = 0; hit < order.size(); ++hit) {
    const std::uint32_t from = order[hit];
    hits.id[hit] = from;
    hits.x[hit] = columns.x[from];
    hits.y[hit] = columns.y[from];
    hits.z[hit] = columns.z[from];
    hits.module[hit] = module[from];
    hits.layer[hit] = detector.layer_of(module[from]);
  }
  hits.fill_cylindrical();
}

void fill_particles(const std::string& where, const ParticleColumns& columns,
                    Particles& particles) {
  const std::size_t count = columns.particle_id.size();
  check_length(where, "pdg_id", columns.pdg_id, count);
  for (const auto& [name, values] : {std::pair{"charge", &columns.charge},
                                     {"vx", &columns.vx},
                                     {"vy", &columns.vy},
                                     {"vz", &columns.vz},
                                     {"px", &columns.px},
                                     {"py", &columns.py},
                                     {"pz", &columns.pz}}) {
    check_length(where, name, *values, count);
    check_finite(where, "particle", name, *values);
  }
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (columns.particle_id[i] + 1 >= id_limit || columns.particle_id[i] == unmatched) {
      refuse(where, "particle", i,
             "its id is too large: " + std::to_string(columns.particle_id[i]));
    }
    if (columns.charge[i] != 0) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return columns.particle_id[a] < columns.particle_id[b];
  });
  particles.resize(order.size(), true);
  for (std::size_t p = 0; p < order.size(); ++p) {
    const std::uint32_t from = order[p];
    particles.id[p] = columns.particle_id[from] + 1;
    if (p > 0 && particles.id[p] == particles.id[p - 1]) {
      refuse(where, "particle", from,
             "id " + std::to_string(columns.particle_id[from]) + " is there twice");
    }
    particles.type[p] = columns.pdg_id[from];
    particles.vx[p] = columns.vx[from];
    particles.vy[p] = columns.vy[from];
    particles.vz[p] = columns.vz[from];
    particles.px[p] = columns.px[from];
    particles.py[p] = columns.py[from];
    particles.pz[p] = columns.pz[from];
    particles.charge[p] = static_cast<std::int32_t>(std::lround(columns.charge[from]));
    particles.hits[p] = 0;
  }
  particles.present = true;
}

void fill_truth(const std::string& where, const HitColumns& columns, const Hits& hits,
                Particles& particles, Truth& truth) {
  truth.resize(hits.size());
  for (std::size_t hit = 0; hit < hits.size(); ++hit) {
    const auto from = static_cast<std::size_t>(hits.id[hit]);
    const std::uint64_t id = columns.particle_id[from];
    if (id != unmatched && id + 1 >= id_limit) {
      refuse(where, "hit", from, "its particle_id is too large: " + std::to_string(id));
    }
    truth.particle_id[hit] = id == unmatched ? 0 : id + 1;
    truth.x[hit] = columns.true_x[from];
    truth.y[hit] = columns.true_y[from];
    truth.z[hit] = columns.true_z[from];
    truth.particle[hit] = no_particle;
    truth.px[hit] = truth.py[hit] = truth.pz[hit] = 0;
    if (id == unmatched) continue;
    const auto found = std::lower_bound(particles.id.begin(), particles.id.end(), id + 1);
    if (found == particles.id.end() || *found != id + 1) continue;
    const auto row = static_cast<std::size_t>(found - particles.id.begin());
    truth.particle[hit] = static_cast<std::uint32_t>(row);
    ++particles.hits[row];
    truth.px[hit] = particles.px[row];
    truth.py[hit] = particles.py[row];
    truth.pz[hit] = particles.pz[row];
  }
  fill_trackml_weights(particles, truth);
  truth.present = true;
}

}  // namespace trackloom::parquet
