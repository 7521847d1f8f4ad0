#include "studies/noise_hits.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace trackloom::studies {
namespace {

constexpr double cell_threshold = 0.07;  // tools/simulation/detector.py

struct NoiseHit {
  std::uint32_t module = 0;
  std::int32_t ch0 = 0, ch1 = 0;
  double value = 0;           // mm of silicon
  std::array<float, 3> at{};  // mm
};

// Modules are trapezoids: half widths min_half_u at v = -half_v and max_half_u at +half_v. Channels
// count from -max_half_u and -half_v, hits stand at the centres of their cells.
NoiseHit draw(const Detector& detector, const Dice& dice, std::uint64_t index) {
  const auto uniform = [&](std::uint64_t what) { return dice.uniform(4 * index + what); };
  const auto& modules = detector.modules();
  NoiseHit hit;
  hit.module = static_cast<std::uint32_t>(uniform(0) * static_cast<double>(modules.size()));
  const Module& m = modules[hit.module];
  const double rows = std::max(1.0, std::round(2.0 * m.half_v / m.pitch_v));
  hit.ch1 = static_cast<std::int32_t>(uniform(1) * rows);
  const double v = (hit.ch1 + 0.5) * m.pitch_v - m.half_v;
  const double half =
      m.min_half_u + (m.max_half_u - m.min_half_u) * (v + m.half_v) / (2.0 * m.half_v);
  const double drawn = (2 * uniform(2) - 1) * half;
  hit.ch0 = static_cast<std::int32_t>(std::floor((drawn + m.max_half_u) / m.pitch_u));
  const double u = (hit.ch0 + 0.5) * m.pitch_u - m.max_half_u;
  hit.value = m.thickness * (cell_threshold + (1 - cell_threshold) * uniform(3));
  for (std::size_t axis = 0; axis < 3; ++axis) {
    hit.at[axis] = static_cast<float>(m.center[axis] + u * m.rotation[3 * axis] +
                                      v * m.rotation[3 * axis + 1]);
  }
  return hit;
}

void append(const Detector& detector, const NoiseHit& hit, std::uint64_t id, Hits& hits) {
  hits.id.push_back(id);
  hits.x.push_back(hit.at[0]);
  hits.y.push_back(hit.at[1]);
  hits.z.push_back(hit.at[2]);
  hits.r.push_back(std::sqrt(hit.at[0] * hit.at[0] + hit.at[1] * hit.at[1]));
  hits.phi.push_back(std::atan2(hit.at[1], hit.at[0]));
  hits.module.push_back(hit.module);
  hits.layer.push_back(detector.layer_of(hit.module));
}

void append(const NoiseHit& hit, Cells& cells) {
  cells.ch0.push_back(hit.ch0);
  cells.ch1.push_back(hit.ch1);
  cells.value.push_back(static_cast<float>(hit.value));
  cells.first.push_back(static_cast<std::uint32_t>(cells.value.size()));
}

void append(const NoiseHit& hit, Truth& truth) {
  truth.particle_id.push_back(0);
  truth.particle.push_back(no_particle);
  truth.x.push_back(hit.at[0]);
  truth.y.push_back(hit.at[1]);
  truth.z.push_back(hit.at[2]);
  for (auto* column : {&truth.px, &truth.py, &truth.pz}) column->push_back(0);
  truth.weight.push_back(0);
}

}  // namespace

void append_noise(const Detector& detector, const Dice& dice, std::size_t count, Hits& hits,
                  Cells& cells, Truth& truth) {
  const std::uint64_t last =
      hits.id.empty() ? 0 : *std::max_element(hits.id.begin(), hits.id.end());
  if (last + count >= std::uint64_t{1} << 63U) {
    throw std::runtime_error("no ids are left for noise hits: the largest is " +
                             std::to_string(last));
  }
  for (std::size_t i = 0; i < count; ++i) {
    const NoiseHit hit = draw(detector, dice, i);
    append(detector, hit, last + 1 + i, hits);
    if (cells.present) append(hit, cells);
    if (truth.present) append(hit, truth);
  }
}

}  // namespace trackloom::studies
