// Kernels that choose among the edges of a scored graph, as functors (launch.hpp).
#pragma once

#include <cstdint>

#include "cuda/atomics.hpp"
#include "cuda/launch.hpp"

namespace trackloom::cuda::edge_kernels {

// 1 where the score is at least `cut`; without `equal`, above it.
struct MarkAbove {
  const float* score;
  float cut;
  bool equal;
  std::uint32_t* mark;
  TRACKLOOM_HD void operator()(std::uint32_t e) const {
    mark[e] = score[e] > cut || (equal && score[e] == cut) ? 1 : 0;
  }
};

struct MarkEqual {
  const float* score;
  float cut;
  std::uint32_t* mark;
  TRACKLOOM_HD void operator()(std::uint32_t e) const { mark[e] = score[e] == cut ? 1 : 0; }
};

// In place of `equal_before`: 1 where the score is above `cut`, or equal and among the first
// `room`.
struct MarkBest {
  const float* score;
  float cut;
  std::uint32_t room;
  std::uint32_t* equal_before;
  TRACKLOOM_HD void operator()(std::uint32_t e) const {
    equal_before[e] = score[e] > cut || (score[e] == cut && equal_before[e] < room) ? 1 : 0;
  }
};

struct SortKeys {
  const float* score;
  std::uint32_t* key;
  TRACKLOOM_HD void operator()(std::uint32_t e) const { key[e] = ordered_bits(score[e]); }
};

// Edge e of the old graph becomes edge position[e] of the new one, if position[e + 1] is larger.
struct WriteKept {
  const std::uint32_t *position, *source, *target;
  const float* score;
  std::uint32_t *kept_source, *kept_target;
  float* kept_score;
  TRACKLOOM_HD void operator()(std::uint32_t e) const {
    const std::uint32_t at = position[e];
    if (position[e + 1] == at) return;
    kept_source[at] = source[e];
    kept_target[at] = target[e];
    kept_score[at] = score[e];
  }
};

// By node, and one more.
struct MoveStarts {
  const std::uint32_t *position, *first;
  std::uint32_t* kept_first;
  TRACKLOOM_HD void operator()(std::uint32_t n) const { kept_first[n] = position[first[n]]; }
};

// By node: the best edge with a score above the cut that leaves it, and that enters it; ties: the
// smaller edge index. All ones: none.
struct FindBestEdges {
  const float* score;
  float cut;
  const std::uint32_t *first, *in_first, *in_edge;
  std::uint32_t *best_out, *best_in;
  TRACKLOOM_HD void operator()(std::uint32_t n) const {
    std::uint32_t out = 0xFFFFFFFFU, in = 0xFFFFFFFFU;
    for (std::uint32_t e = first[n]; e < first[n + 1]; ++e) consider(e, out);
    for (std::uint32_t k = in_first[n]; k < in_first[n + 1]; ++k) consider(in_edge[k], in);
    best_out[n] = out;
    best_in[n] = in;
  }

 private:
  TRACKLOOM_HD void consider(std::uint32_t e, std::uint32_t& best) const {
    if (score[e] > cut && (best == 0xFFFFFFFFU || score[e] > score[best])) best = e;
  }
};

struct MarkMutual {
  const std::uint32_t *source, *target, *best_out, *best_in;
  std::uint32_t* mark;
  TRACKLOOM_HD void operator()(std::uint32_t e) const {
    mark[e] = best_out[source[e]] == e && best_in[target[e]] == e ? 1 : 0;
  }
};

}  // namespace trackloom::cuda::edge_kernels
