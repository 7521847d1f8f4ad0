// Columns are compared with their checksum and copied into the products at once, while they are in
// the cache. What follows is what a checksum cannot know: a program may have written nonsense.
#include <algorithm>
#include <bit>
#include <functional>
#include <string>

#include "event_file/event_columns.hpp"

namespace trackloom::event_file {
namespace {

constexpr std::uint64_t id_limit = std::uint64_t{1} << 63;
constexpr std::uint64_t most_hits = 0xFFFFFFFE;  // rows are 32 bits wide

template <class T>
void copy(const Block& block, const char* name, std::uint64_t count, std::vector<T>& to) {
  const std::span<const T> from = block.column<T>(name, count);
  to.assign(from.begin(), from.end());
}

// An exponent of ones is an infinity or no number. The loop has no branch, so that it is
// vectorised.
template <class Real, class Bits, Bits exponent>
std::size_t first_not_finite(const std::vector<Real>& values) {
  Bits worst = 0;
  for (const Real value : values) {
    worst = std::max(worst, static_cast<Bits>(std::bit_cast<Bits>(value) & exponent));
  }
  if (worst != exponent) return values.size();
  const auto bad = std::find_if(values.begin(), values.end(), [](Real value) {
    return (std::bit_cast<Bits>(value) & exponent) == exponent;
  });
  return static_cast<std::size_t>(bad - values.begin());
}

void copy_reals(const Block& block, const char* name, std::uint64_t count, std::vector<float>& to) {
  copy(block, name, count, to);
  const std::size_t row = first_not_finite<float, std::uint32_t, 0x7F800000U>(to);
  if (row < to.size()) block.refuse(name, row, "not finite");
}

void copy_reals(const Block& block, const char* name, std::uint64_t count,
                std::vector<double>& to) {
  copy(block, name, count, to);
  const std::size_t row = first_not_finite<double, std::uint64_t, 0x7FF0000000000000ULL>(to);
  if (row < to.size()) block.refuse(name, row, "not finite");
}

void check_ids(const Block& block, const char* name, const std::vector<std::uint64_t>& ids,
               bool must_rise) {
  std::uint64_t largest = 0;
  bool rises = true;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    largest = std::max(largest, ids[i]);
    rises = rises && (i == 0 || ids[i] > ids[i - 1]);
  }
  if (largest >= id_limit) {
    const auto row = std::find(ids.begin(), ids.end(), largest) - ids.begin();
    block.refuse(name, static_cast<std::uint64_t>(row), "the id is 2^63 or more");
  }
  if (rises) return;
  if (must_rise) {
    const auto at = std::adjacent_find(ids.begin(), ids.end(), std::greater_equal<>());
    block.refuse(name, static_cast<std::uint64_t>(at - ids.begin()) + 1, "ids must rise");
  }
  std::vector<std::uint64_t> sorted = ids;
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice == sorted.end()) return;
  const auto row = std::find(ids.begin(), ids.end(), *twice) - ids.begin();
  block.refuse(name, static_cast<std::uint64_t>(row),
               "id " + std::to_string(*twice) + " is there twice");
}

}  // namespace

void read_hits(const Block& block, std::uint64_t count, const Detector& detector, Hits& hits) {
  if (count == 0) block.refuse("hits.id", 0, "the event is empty");
  if (count > most_hits) block.refuse("hits.id", 0, "too many hits: " + std::to_string(count));
  copy(block, "hits.id", count, hits.id);
  check_ids(block, "hits.id", hits.id, false);
  copy_reals(block, "hits.x", count, hits.x);
  copy_reals(block, "hits.y", count, hits.y);
  copy_reals(block, "hits.z", count, hits.z);
  copy_reals(block, "hits.r", count, hits.r);
  copy_reals(block, "hits.phi", count, hits.phi);
  copy(block, "hits.module", count, hits.module);
  const std::size_t modules = detector.modules().size();
  const auto bad = std::find_if(hits.module.begin(), hits.module.end(),
                                [&](std::uint32_t module) { return module >= modules; });
  if (bad != hits.module.end()) {
    block.refuse(
        "hits.module", static_cast<std::uint64_t>(bad - hits.module.begin()),
        "module " + std::to_string(*bad) + " of a detector that has " + std::to_string(modules));
  }
  hits.layer.resize(count);
  for (std::size_t i = 0; i < count; ++i) hits.layer[i] = detector.layer_of(hits.module[i]);
}

void read_cells(const Block& block, const Hits& hits, Cells& cells) {
  if (!block.has("cells.first")) return;
  copy(block, "cells.first", hits.size() + 1, cells.first);
  if (cells.first.front() != 0) block.refuse("cells.first", 0, "the first number must be 0");
  for (std::size_t i = 0; i + 1 < cells.first.size(); ++i) {
    if (cells.first[i] <= cells.first[i + 1]) continue;
    block.refuse("cells.first", i + 1, "numbers must not fall");
  }
  const std::uint64_t count = cells.first.back();
  copy(block, "cells.ch0", count, cells.ch0);
  copy(block, "cells.ch1", count, cells.ch1);
  copy_reals(block, "cells.value", count, cells.value);
  cells.present = true;
}

void read_particles(const Block& block, Particles& particles) {
  const auto ids = block.find<std::uint64_t>("particles.id");
  if (!ids) return;
  const std::uint64_t count = ids->size();
  particles.id.assign(ids->begin(), ids->end());
  check_ids(block, "particles.id", particles.id, true);
  if (block.has("particles.type")) copy(block, "particles.type", count, particles.type);
  copy_reals(block, "particles.vx", count, particles.vx);
  copy_reals(block, "particles.vy", count, particles.vy);
  copy_reals(block, "particles.vz", count, particles.vz);
  copy_reals(block, "particles.px", count, particles.px);
  copy_reals(block, "particles.py", count, particles.py);
  copy_reals(block, "particles.pz", count, particles.pz);
  copy(block, "particles.charge", count, particles.charge);
  copy(block, "particles.hits", count, particles.hits);
  particles.present = true;
}

void read_truth(const Block& block, const Hits& hits, const Particles& particles, Truth& truth) {
  if (!block.has("truth.particle_id")) return;
  const std::uint64_t count = hits.size();
  copy(block, "truth.particle_id", count, truth.particle_id);
  copy(block, "truth.particle", count, truth.particle);
  copy_reals(block, "truth.x", count, truth.x);
  copy_reals(block, "truth.y", count, truth.y);
  copy_reals(block, "truth.z", count, truth.z);
  copy_reals(block, "truth.px", count, truth.px);
  copy_reals(block, "truth.py", count, truth.py);
  copy_reals(block, "truth.pz", count, truth.pz);
  copy_reals(block, "truth.weight", count, truth.weight);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t row = truth.particle[i];
    if (row == no_particle) continue;
    if (row >= particles.size() || particles.id[row] != truth.particle_id[i]) {
      block.refuse("truth.particle", i,
                   "row " + std::to_string(row) + " of the particles is not " +
                       std::to_string(truth.particle_id[i]));
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (truth.particle_id[i] >= id_limit) {
      block.refuse("truth.particle_id", i, "the id is 2^63 or more");
    }
  }
  truth.present = true;
}

Detector read_detector(const Block& block) {
  const auto ids = block.find<std::uint32_t>("detector.ids");
  if (!ids || ids->empty() || ids->size() % 3 != 0) {
    block.refuse("detector.ids", 0, "expected three numbers per module");
  }
  const std::uint64_t count = ids->size() / 3;
  std::vector<float> center, rotation, sizes;
  copy_reals(block, "detector.center", 3 * count, center);
  copy_reals(block, "detector.rotation", 9 * count, rotation);
  copy_reals(block, "detector.sizes", 6 * count, sizes);
  std::vector<Module> modules(count);
  for (std::size_t i = 0; i < count; ++i) {
    Module& module = modules[i];
    module.volume_id = (*ids)[3 * i];
    module.layer_id = (*ids)[3 * i + 1];
    module.module_id = (*ids)[3 * i + 2];
    std::copy_n(&center[3 * i], 3, module.center.begin());
    std::copy_n(&rotation[9 * i], 9, module.rotation.begin());
    const float* size = &sizes[6 * i];
    module.thickness = size[0];
    module.min_half_u = size[1];
    module.max_half_u = size[2];
    module.half_v = size[3];
    module.pitch_u = size[4];
    module.pitch_v = size[5];
    const auto before = [](const Module& a, const Module& b) {
      return std::array{a.volume_id, a.layer_id, a.module_id} <
             std::array{b.volume_id, b.layer_id, b.module_id};
    };
    // Hits name modules by their row, so that the rows must be the detector's own.
    if (i > 0 && !before(modules[i - 1], module)) {
      block.refuse("detector.ids", 3 * i, "modules must rise in (volume, layer, module)");
    }
  }
  return Detector(std::move(modules));
}

}  // namespace trackloom::event_file
