#include "layer_map/layer_pairs.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

namespace trackloom::layer_map {

std::vector<std::uint16_t> mirrored_layers(const Detector& detector) {
  constexpr float tolerance = 1.0F;  // mm; disks are tens of mm apart
  const auto& layers = detector.layers();
  std::vector<std::uint16_t> mirror(layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    std::size_t best = layers.size();
    for (std::size_t j = 0; j < layers.size() && best == layers.size(); ++j) {
      const auto near = [](float a, float b) { return std::abs(a - b) < tolerance; };
      if (layers[i].barrel == layers[j].barrel && near(layers[i].min_r, layers[j].min_r) &&
          near(layers[i].max_r, layers[j].max_r) && near(layers[i].min_z, -layers[j].max_z) &&
          near(layers[i].max_z, -layers[j].min_z)) {
        best = j;
      }
    }
    if (best == layers.size()) {
      throw std::runtime_error("layer " + std::to_string(layers[i].volume_id) + "/" +
                               std::to_string(layers[i].layer_id) +
                               " has no mirror image in z: the layer map folds the detector there");
    }
    mirror[i] = static_cast<std::uint16_t>(best);
  }
  return mirror;
}

}  // namespace trackloom::layer_map
