#include "track_fitting/geometry.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace trackloom::track_fitting {
namespace {

constexpr double silicon_radiation_length = 93.7;  // mm (Particle Data Group)

// Extent of a module along z or r, from its corners and, for r, the middles of its sides.
void extend(LayerSurface& layer, const Module& m) {
  for (int i = -1; i <= 1; ++i) {
    for (int j = -1; j <= 1; ++j) {
      const float a = static_cast<float>(i) * std::max(m.min_half_u, m.max_half_u);
      const float b = static_cast<float>(j) * m.half_v;
      const auto at = [&](int axis) {
        return m.center[axis] + a * m.rotation[3 * axis] + b * m.rotation[3 * axis + 1];
      };
      const double along = layer.barrel ? at(2) : std::hypot(at(0), at(1));
      layer.low = std::min(layer.low, along);
      layer.high = std::max(layer.high, along);
    }
  }
}

}  // namespace

Geometry::Geometry(const Detector& detector, const FitModel& model) : model_(model) {
  const auto& modules = detector.modules();
  planes_.resize(modules.size());
  layers_.resize(detector.layers().size());
  std::vector<int> count(layers_.size(), 0);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    layers_[i].barrel = detector.layers()[i].barrel;
    layers_[i].low = std::numeric_limits<double>::max();
    layers_[i].high = std::numeric_limits<double>::lowest();
  }
  const auto position = [](const LayerSurface& layer, const Module& m) {
    return layer.barrel ? std::hypot(m.center[0], m.center[1]) : m.center[2];
  };
  for (std::uint32_t i = 0; i < modules.size(); ++i) {
    const Module& m = modules[i];
    Plane& p = planes_[i];
    for (int axis = 0; axis < 3; ++axis) {
      p.center[axis] = m.center[axis];
      p.u[axis] = m.rotation[3 * axis];
      p.v[axis] = m.rotation[3 * axis + 1];
      p.w[axis] = m.rotation[3 * axis + 2];
    }
    const auto variance = [&](double pitch) {
      return static_cast<float>(std::pow(model.resolution * pitch, 2) / 12);
    };
    p.var_u = variance(m.pitch_u);
    p.var_v = variance(m.pitch_v);
    p.thickness = static_cast<float>(model.material * 2 * m.thickness / silicon_radiation_length);
    p.layer = detector.layer_of(i);

    LayerSurface& layer = layers_[p.layer];
    extend(layer, m);
    layer.position += position(layer, m);
    layer.thickness += p.thickness;
    layer.var_u = std::max<double>(layer.var_u, p.var_u);
    layer.var_v = std::max<double>(layer.var_v, p.var_v);
    ++count[p.layer];
  }
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    layers_[i].position /= count[i];
    layers_[i].thickness /= count[i];
  }
  for (std::uint32_t i = 0; i < modules.size(); ++i) {
    LayerSurface& layer = layers_[planes_[i].layer];
    layer.spread = std::max(layer.spread, std::abs(position(layer, modules[i]) - layer.position));
  }
  for (std::uint32_t i = 0; i < layers_.size(); ++i) {
    (layers_[i].barrel ? barrels_ : discs_).push_back(i);
  }
  const auto by_position = [&](std::uint32_t a, std::uint32_t b) {
    return layers_[a].position < layers_[b].position;
  };
  std::stable_sort(barrels_.begin(), barrels_.end(), by_position);
  std::stable_sort(discs_.begin(), discs_.end(), by_position);
}

}  // namespace trackloom::track_fitting
