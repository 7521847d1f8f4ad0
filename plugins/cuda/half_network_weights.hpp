// The weights of an interaction network in the layout of the kernels for rows of halves
// (HalfMlpView).
#pragma once

#include <cstdint>
#include <vector>

#include "cuda/network_weights.hpp"

namespace trackloom::cuda {

struct PackedHalfMlp {
  std::vector<std::uint32_t> matrices;
  std::vector<float> vectors;
  std::vector<std::uint32_t> products;  // of the gathered inputs, one after the other, or nothing
  std::uint32_t dense_count = 0, feature_width = 0;
};

// With `features`, the first dense input is one of features, the others are rows of `hidden`.
PackedHalfMlp pack_half(const PackedMlp& mlp, std::uint32_t hidden, bool features);

}  // namespace trackloom::cuda
