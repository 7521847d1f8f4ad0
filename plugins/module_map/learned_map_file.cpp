// Module maps on disk: sections of an event_data/map_file.hpp container of kind "module_map".
//
//   module_azimuth f32, module_layer u16   per module of the detector
//   pool_layers u16 [3], pool_scatter f32 [10]   per layer triplet with a scatter
//   overall_scatter f32 [10]
//   module1, module2, module3 i32, count u32   per triplet, sorted by modules
//   mean0 ... mean9 i32, rms0 ... u16, below0 ... u16, above0 ... u16   per triplet
//
// Triplets that follow one another resemble each other, so columns hold differences, which pack
// well. Modules: module1 against the triplet before; module2 against it while module1 stays, else
// against module1; module3 likewise. Quantities are in steps of 1/8 of the pooled scatter: the mean
// against the (rounded) mean before, or against 0 where module1 changes, so that errors of rounding
// cannot add up; the rms rounded up; and how far the minimum lies below and the maximum above the
// rounded mean, rounded up, in steps twice as wide.
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "event_data/map_file.hpp"
#include "module_map/learned_map.hpp"

namespace trackloom::module_map {
namespace {

constexpr float steps_per_scatter = 8;
constexpr double largest_change = 1e9;  // keeps a difference inside an i32

// Where nothing scatters, a step still needs a size: far below any resolution of a detector. In
// the units and the order of the quantities.
constexpr Scatter smallest_step = {1e-3F, 1e-6F, 1e-8F, 1e-6F, 1e-3F,
                                   1e-6F, 1e-8F, 1e-6F, 1e-6F, 1e-6F};

Scatter steps_of(const LearnedMap& map, const TripletRecord& triplet) {
  Scatter steps = map.scatter_of(triplet);
  for (std::size_t q = 0; q < all_quantities; ++q) {
    steps[q] = std::max(steps[q] / steps_per_scatter, smallest_step[q]);
  }
  return steps;
}

std::uint16_t clamp_steps(double steps) {
  return static_cast<std::uint16_t>(
      std::clamp<double>(steps, 0, std::numeric_limits<std::uint16_t>::max()));
}

// The predictions that module columns are differences against; the same for both directions.
std::array<std::uint32_t, 3> predict(const TripletRecord* before,
                                     const std::array<std::uint32_t, 3>& modules,
                                     std::size_t known) {
  const bool same1 = before != nullptr && known > 0 && before->modules[0] == modules[0];
  const bool same2 = same1 && known > 1 && before->modules[1] == modules[1];
  return {before == nullptr ? 0 : before->modules[0], same1 ? before->modules[1] : modules[0],
          same2 ? before->modules[2] : modules[1]};
}

using RoundedMeans = std::array<double, all_quantities>;

bool same_inner_module(const TripletRecord* before, const TripletRecord& triplet) {
  return before != nullptr && before->modules[0] == triplet.modules[0];
}

struct Columns {
  std::array<std::vector<std::int32_t>, 3> module;
  std::vector<std::uint32_t> count;
  std::array<std::vector<std::int32_t>, all_quantities> mean;
  std::array<std::vector<std::uint16_t>, all_quantities> rms, below, above;
};

std::string numbered(const char* name, std::size_t number) {
  return name + std::to_string(number);
}

Columns encode(const LearnedMap& map) {
  Columns columns;
  RoundedMeans rounded{};
  const TripletRecord* before = nullptr;
  for (const TripletRecord& triplet : map.triplets) {
    const auto predicted = predict(before, triplet.modules, 2);
    for (std::size_t i = 0; i < 3; ++i) {
      columns.module[i].push_back(static_cast<std::int32_t>(triplet.modules[i]) -
                                  static_cast<std::int32_t>(predicted[i]));
    }
    columns.count.push_back(triplet.count);
    const Scatter steps = steps_of(map, triplet);
    if (!same_inner_module(before, triplet)) rounded = {};
    for (std::size_t q = 0; q < all_quantities; ++q) {
      const double step = steps[q];
      const double change = std::round((triplet.mean[q] - rounded[q]) / step);
      if (std::abs(change) > largest_change) {
        throw std::runtime_error("module map: a mean is too far off to be packed");
      }
      rounded[q] += change * step;
      columns.mean[q].push_back(static_cast<std::int32_t>(change));
      columns.rms[q].push_back(clamp_steps(std::ceil(triplet.rms(q) / step)));
      columns.below[q].push_back(
          clamp_steps(std::ceil((rounded[q] - triplet.min[q]) / (2 * step))));
      columns.above[q].push_back(
          clamp_steps(std::ceil((triplet.max[q] - rounded[q]) / (2 * step))));
    }
    before = &triplet;
  }
  return columns;
}

template <class T>
using View = std::span<const T>;

void decode_triplets(const MapFile& file, LearnedMap& map) {
  const auto count = file.section<std::uint32_t>("count");
  const std::size_t size = count.size();
  std::array<View<std::int32_t>, 3> module;
  for (std::size_t i = 0; i < 3; ++i) {
    module[i] = file.section<std::int32_t>(numbered("module", i + 1), size);
  }
  std::array<View<std::int32_t>, all_quantities> mean;
  std::array<View<std::uint16_t>, all_quantities> rms, below, above;
  for (std::size_t q = 0; q < all_quantities; ++q) {
    mean[q] = file.section<std::int32_t>(numbered("mean", q), size);
    rms[q] = file.section<std::uint16_t>(numbered("rms", q), size);
    below[q] = file.section<std::uint16_t>(numbered("below", q), size);
    above[q] = file.section<std::uint16_t>(numbered("above", q), size);
  }
  map.triplets.resize(size);
  RoundedMeans rounded{};
  for (std::size_t t = 0; t < size; ++t) {
    TripletRecord& triplet = map.triplets[t];
    const TripletRecord* before = t == 0 ? nullptr : &map.triplets[t - 1];
    for (std::size_t i = 0; i < 3; ++i) {
      triplet.modules[i] =
          predict(before, triplet.modules, i)[i] + static_cast<std::uint32_t>(module[i][t]);
      if (triplet.modules[i] >= map.module_layer.size()) {
        throw std::runtime_error(file.complaint(
            numbered("module", i + 1), "names module " + std::to_string(triplet.modules[i]) +
                                           " in triplet " + std::to_string(t)));
      }
    }
    if (before != nullptr && before->modules >= triplet.modules) {
      throw std::runtime_error(file.complaint("module1", "is not sorted"));
    }
    if (count[t] == 0) throw std::runtime_error(file.complaint("count", "has a zero"));
    triplet.count = count[t];
    const Scatter steps = steps_of(map, triplet);
    if (!same_inner_module(before, triplet)) rounded = {};
    for (std::size_t q = 0; q < all_quantities; ++q) {
      const double step = steps[q];
      rounded[q] += mean[q][t] * step;
      const double deviation = rms[q][t] * step;
      triplet.mean[q] = static_cast<float>(rounded[q]);
      triplet.squares[q] = static_cast<float>(deviation * deviation * count[t]);
      triplet.min[q] = static_cast<float>(rounded[q] - below[q][t] * 2 * step);
      triplet.max[q] = static_cast<float>(rounded[q] + above[q][t] * 2 * step);
    }
  }
}

}  // namespace

void write_map(const LearnedMap& map, const std::filesystem::path& path) {
  MapFileWriter file(map_kind, map_version, map.geometry, map.metadata);
  file.add_section<float>("module_azimuth", map.module_azimuth);
  file.add_section<std::uint16_t>("module_layer", map.module_layer);
  std::vector<std::uint16_t> pool_layers;
  std::vector<float> pool_scatter;
  for (const auto& [layers, scatter] : map.pool) {
    pool_layers.insert(pool_layers.end(), layers.begin(), layers.end());
    pool_scatter.insert(pool_scatter.end(), scatter.begin(), scatter.end());
  }
  file.add_section<std::uint16_t>("pool_layers", pool_layers);
  file.add_section<float>("pool_scatter", pool_scatter);
  file.add_section<float>("overall_scatter", map.overall);
  const Columns columns = encode(map);
  for (std::size_t i = 0; i < 3; ++i) {
    file.add_section<std::int32_t>(numbered("module", i + 1), columns.module[i]);
  }
  file.add_section<std::uint32_t>("count", columns.count);
  for (std::size_t q = 0; q < all_quantities; ++q) {
    file.add_section<std::int32_t>(numbered("mean", q), columns.mean[q]);
    file.add_section<std::uint16_t>(numbered("rms", q), columns.rms[q]);
    file.add_section<std::uint16_t>(numbered("below", q), columns.below[q]);
    file.add_section<std::uint16_t>(numbered("above", q), columns.above[q]);
  }
  file.write(path);
}

LearnedMap read_map(const std::filesystem::path& path) {
  const MapFile file = MapFile::read(path, map_kind, map_version);
  LearnedMap map;
  map.geometry = file.geometry();
  map.metadata = file.metadata();
  const auto azimuths = file.section<float>("module_azimuth");
  map.module_azimuth.assign(azimuths.begin(), azimuths.end());
  const auto layers = file.section<std::uint16_t>("module_layer", azimuths.size());
  map.module_layer.assign(layers.begin(), layers.end());
  const auto pool_layers = file.section<std::uint16_t>("pool_layers");
  const std::size_t pools = pool_layers.size() / 3;
  const auto scatter = file.section<float>("pool_scatter", pools * all_quantities);
  for (std::size_t p = 0; p < pools; ++p) {
    Scatter values;
    std::copy_n(scatter.begin() + static_cast<std::ptrdiff_t>(p * all_quantities), all_quantities,
                values.begin());
    map.pool[{pool_layers[3 * p], pool_layers[3 * p + 1], pool_layers[3 * p + 2]}] = values;
  }
  const auto overall = file.section<float>("overall_scatter", all_quantities);
  std::copy(overall.begin(), overall.end(), map.overall.begin());
  decode_triplets(file, map);
  return map;
}

}  // namespace trackloom::module_map
