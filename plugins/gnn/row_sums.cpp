#include "gnn/row_sums.hpp"

#include <cstddef>

namespace trackloom::gnn {

// target_clones: the inner loops are plain and memory-bound; AVX2 only halves their instructions.
#if defined(__x86_64__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define TRACKLOOM_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define TRACKLOOM_CLONES
#endif

TRACKLOOM_CLONES
void sum_at_nodes(std::span<const std::int32_t> source, std::span<const std::int32_t> target,
                  std::int64_t width, const float* rows, float* outgoing, float* incoming) {
  for (std::size_t i = 0; i < source.size(); ++i) {
    const float* __restrict row = rows + static_cast<std::int64_t>(i) * width;
    float* __restrict out = outgoing + source[i] * width;
    float* __restrict in = incoming + target[i] * width;
    for (std::int64_t k = 0; k < width; ++k) {
      out[k] += row[k];
      in[k] += row[k];
    }
  }
}

TRACKLOOM_CLONES
void gather_at_edges(std::span<const std::int32_t> source, std::span<const std::int32_t> target,
                     std::int64_t width, const float* outgoing, const float* incoming,
                     float* rows) {
  for (std::size_t i = 0; i < source.size(); ++i) {
    float* __restrict row = rows + static_cast<std::int64_t>(i) * width;
    const float* __restrict out = outgoing + source[i] * width;
    const float* __restrict in = incoming + target[i] * width;
    for (std::int64_t k = 0; k < width; ++k) row[k] = out[k] + in[k];
  }
}

TRACKLOOM_CLONES
void sum_of_neighbours(std::span<const std::int32_t> source, std::span<const std::int32_t> target,
                       std::int64_t width, const float* x, const float* weight, float* sums) {
  const auto add = [&](std::int32_t from, std::int32_t to, float w) {
    const float* __restrict row = x + from * width;
    float* __restrict sum = sums + to * width;
    for (std::int64_t k = 0; k < width; ++k) sum[k] += w * row[k];
  };
  for (std::size_t i = 0; i < source.size(); ++i) {
    add(source[i], target[i], weight[i]);
    add(target[i], source[i], weight[i]);
  }
}

TRACKLOOM_CLONES
void multiply_at_edges(std::span<const std::int32_t> source, std::span<const std::int32_t> target,
                       std::int64_t width, const float* x, const float* y, float* products) {
  for (std::size_t i = 0; i < source.size(); ++i) {
    const float* xs = x + source[i] * width;
    const float* xt = x + target[i] * width;
    const float* ys = y + source[i] * width;
    const float* yt = y + target[i] * width;
    // Eight sums side by side: a fixed order that vector units can follow.
    float sum[8] = {};
    for (std::int64_t k = 0; k < width; k += 8) {
      for (int lane = 0; lane < 8; ++lane) {
        sum[lane] += xs[k + lane] * yt[k + lane] + xt[k + lane] * ys[k + lane];
      }
    }
    products[i] = ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
  }
}

}  // namespace trackloom::gnn
