// Directed pairs of detector layers, folded by the mirror symmetry z -> -z.
#pragma once

#include <cstdint>
#include <vector>

#include "event_data/detector.hpp"

namespace trackloom::layer_map {

inline constexpr std::uint16_t no_pair = 0xFFFF;

// The layer that mirrors each layer in z = 0: a barrel layer is its own mirror, a disk's is the one
// with the same radii at -z. Throws std::runtime_error when a layer has none.
std::vector<std::uint16_t> mirrored_layers(const Detector& detector);

// One canonical pair: as met by tracks that go to positive z (z1 + z2 >= 0).
struct LayerPair {
  std::uint16_t inner = 0;  // index into Detector::layers
  std::uint16_t outer = 0;
};

// Pair numbers by (inner layer, outer layer) for one direction in z.
class PairTable {
 public:
  PairTable() = default;
  PairTable(std::size_t layers, const std::vector<LayerPair>& pairs)
      : layers_(layers), index_(layers * layers, no_pair) {
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      index_[pairs[i].inner * layers + pairs[i].outer] = static_cast<std::uint16_t>(i);
    }
  }
  std::uint16_t operator()(std::uint16_t inner, std::uint16_t outer) const noexcept {
    return index_[inner * layers_ + outer];
  }

 private:
  std::size_t layers_ = 0;
  std::vector<std::uint16_t> index_;
};

}  // namespace trackloom::layer_map
