// The weights of an interaction network in the layout of its kernels (MlpView).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gnn/architecture.hpp"

namespace trackloom::cuda {

// An MLP packed on the host; `products` holds the two [hidden][hidden] blocks of the gathered
// inputs, transposed, or nothing.
struct PackedMlp {
  std::vector<float> weights;
  std::vector<float> products;
  std::uint32_t hidden_layers = 1;
  bool layer_norm = false;
  std::vector<std::uint32_t> width;  // of the dense inputs, padded to multiples of 4
  std::uint32_t out = 0;
};

// Throws std::runtime_error if the device kernels do not know this architecture.
void check_supported(const gnn::Architecture& architecture);
// The same if the device cannot make the features that it wants: 3 of a node and none or six of an
// edge, each with what cells and prior scores add. At most 16 of an edge.
void check_features(const gnn::Architecture& architecture);

// `dense`: the widths of the dense inputs, which in the first layer's matrix come after the
// gathered ones (if there are any). Batch norm with its running statistics goes into the linear
// layers.
PackedMlp pack_mlp(const gnn::Model& model, const std::string& name, bool gathered,
                   const std::vector<std::int64_t>& dense, std::int64_t out);

inline std::uint32_t padded(std::int64_t width) {
  return static_cast<std::uint32_t>((width + 3) / 4 * 4);
}

}  // namespace trackloom::cuda
