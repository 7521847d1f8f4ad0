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

}  // namespace trackloom::gnn
