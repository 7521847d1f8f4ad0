// What differs between a network in fp32 and one with rows of halves: weights and kernels. For
// network_core.cu.
#pragma once

#include <stdexcept>
#include <string>
#include <type_traits>

#include "cuda/half_network_kernels.hpp"
#include "cuda/half_network_weights.hpp"
#include "cuda/launch.hpp"
#include "cuda/network_kernels.hpp"
#include "cuda/network_weights.hpp"

namespace trackloom::cuda {

// Calls f with the hidden size as a constant.
template <class F>
void with_hidden(std::int64_t hidden, F&& f) {
  switch (hidden) {
    case 16:
      return f(std::integral_constant<int, 16>{});
    case 32:
      return f(std::integral_constant<int, 32>{});
    case 64:
      return f(std::integral_constant<int, 64>{});
    default:
      throw std::runtime_error("no kernel for hidden " + std::to_string(hidden));
  }
}

inline std::uint32_t blocks_for(std::uint32_t rows, std::uint32_t per_block) {
  return rows / per_block + (rows % per_block != 0 ? 1 : 0);
}

struct InFp32 {
  using Row = float;
  using Rows = MlpRows;
  struct Mlp {
    MlpView view;
    const float* products = nullptr;
    DeviceBuffer<float> weights, product_weights;
  };

  static void upload(Lane& lane, const PackedMlp& packed, std::uint32_t, bool, Mlp& mlp) {
    mlp.view.weights = lane.upload(mlp.weights, std::span<const float>(packed.weights));
    mlp.view.weight_count = static_cast<std::uint32_t>(packed.weights.size());
    mlp.view.hidden_layers = packed.hidden_layers;
    mlp.view.layer_norm = packed.layer_norm;
    mlp.view.dense_count = static_cast<std::uint32_t>(packed.width.size());
    for (std::size_t d = 0; d < packed.width.size(); ++d) mlp.view.width[d] = packed.width[d];
    mlp.view.out = packed.out;
    if (packed.products.empty()) return;
    mlp.products = lane.upload(mlp.product_weights, std::span<const float>(packed.products));
  }
  static void set_features(Rows& rows, const float* features) { rows.dense[0] = features; }
  static void set_logits(Rows& rows, float* logits) { rows.out = logits; }

  template <int H>
  using RunMlp = network_kernels::RunMlp<H>;
  template <int H>
  using RunProducts = network_kernels::RunProducts<H>;
  static void sum(const Stream& stream, const float* rows, const Graph& graph,
                  const std::uint32_t* in_first, const std::uint32_t* in_edge, std::uint32_t hidden,
                  float* incoming, float* outgoing) {
    for_each(stream, graph.nodes * hidden,
             network_kernels::SumAtNodes{rows, graph.first.data(), in_first, in_edge, hidden,
                                         incoming, outgoing});
  }
};

struct InHalf {
  using Row = Half;
  using Rows = HalfMlpRows;
  struct Mlp {
    HalfMlpView view;
    const std::uint32_t* products = nullptr;
    DeviceBuffer<std::uint32_t> matrices, product_weights;
    DeviceBuffer<float> vectors;
  };

  static void upload(Lane& lane, const PackedMlp& packed, std::uint32_t hidden, bool features,
                     Mlp& mlp) {
    const PackedHalfMlp half = pack_half(packed, hidden, features);
    mlp.view.matrices = lane.upload(mlp.matrices, std::span<const std::uint32_t>(half.matrices));
    mlp.view.vectors = lane.upload(mlp.vectors, std::span<const float>(half.vectors));
    mlp.view.matrix_words = static_cast<std::uint32_t>(half.matrices.size());
    mlp.view.vector_count = static_cast<std::uint32_t>(half.vectors.size());
    mlp.view.hidden_layers = packed.hidden_layers;
    mlp.view.layer_norm = packed.layer_norm;
    mlp.view.dense_count = half.dense_count;
    mlp.view.feature_width = half.feature_width;
    mlp.view.out = packed.out;
    if (half.products.empty()) return;
    mlp.products = lane.upload(mlp.product_weights, std::span<const std::uint32_t>(half.products));
  }
  static void set_features(Rows& rows, const float* features) { rows.features = features; }
  static void set_logits(Rows& rows, float* logits) { rows.logit = logits; }

  template <int H>
  using RunMlp = half_network_kernels::RunMlp<H>;
  template <int H>
  using RunProducts = half_network_kernels::RunProducts<H>;
  static void sum(const Stream& stream, const Half* rows, const Graph& graph,
                  const std::uint32_t* in_first, const std::uint32_t* in_edge, std::uint32_t hidden,
                  Half* incoming, Half* outgoing) {
    for_each(stream, graph.nodes * (hidden / 8),
             half_network_kernels::SumAtNodes{rows, graph.first.data(), in_first, in_edge, hidden,
                                              incoming, outgoing});
  }
};

}  // namespace trackloom::cuda
