// The triplet test for eight outer edges at a time. Hit by hit: the edges that end in it meet those
// that start from it, whose quantities stand ready in columns; what depends on the three layers
// changes only with the pair of the edges that end there, which come in order of their layers.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "layer_map/vector_search.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace trackloom::layer_map {

#if defined(__x86_64__)

namespace {

constexpr std::size_t lanes = 8;

// The smallest number of each bin but the first: comparing with them gives the bin of the axis,
// exactly, without a square root. Bins of numbers >= 0 grow with the bits of the number.
std::array<float, curvature_bins - 1> exact_edges(const RootAxis& axis) {
  std::array<float, curvature_bins - 1> edges{};
  for (int bin = 1; bin < curvature_bins; ++bin) {
    std::uint32_t low = 0;
    auto high = std::bit_cast<std::uint32_t>(axis.top * 2);
    while (high - low > 1) {
      const std::uint32_t middle = low + (high - low) / 2;
      (axis.bin(std::bit_cast<float>(middle)) >= bin ? high : low) = middle;
    }
    edges[static_cast<std::size_t>(bin) - 1] = std::bit_cast<float>(high);
  }
  return edges;
}

// The edges that start from one hit, padded to whole vectors, and what is found for them.
struct Outgoing {
  std::vector<float> slope, polar;
  std::vector<std::uint8_t> layer;  // real
  std::vector<std::int32_t> table;  // offset of the triple's table; -1: no triple
  std::vector<float> bend_scale, kink_scale;
  std::vector<std::int32_t> best;

  void load(const DoubletList& list, std::uint32_t begin, std::uint32_t end) {
    const std::size_t count = end - begin;
    const std::size_t padded = (count + lanes - 1) / lanes * lanes;
    for (auto* column : {&slope, &polar}) column->assign(padded, 0);
    for (auto* column : {&bend_scale, &kink_scale}) column->assign(padded, 1);
    layer.resize(padded);
    table.assign(padded, -1);
    best.assign(padded, 0);
    for (std::size_t i = 0; i < count; ++i) {
      const DoubletEdge& edge = list.edge[begin + i];
      slope[i] = edge.slope;
      polar[i] = edge.polar;
      layer[i] = edge.outer_layer;
    }
  }

  // For inner edges like this one.
  void meet(const LayerMap& map, const Steps& steps, const DoubletEdge& inner, std::size_t count) {
    const std::uint32_t* triple_of = &map.triple_of[inner.pair * std::size_t{map.layers}];
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t triple = triple_of[inner.forward() ? layer[i] : steps.mirror[layer[i]]];
      table[i] = -1;
      if (triple == 0) continue;
      table[i] = static_cast<std::int32_t>((triple - 1) * triplet_table_size);
      bend_scale[i] = map.triplet_axes[triple - 1].bend_scale;
      kink_scale[i] = map.triplet_axes[triple - 1].kink_scale;
    }
  }
};

// CoreAxis::bin
[[gnu::target("avx2"), gnu::always_inline]] inline __m256i core_bin(__m256 x, __m256 scale,
                                                                    int bins) {
  const __m256 no_sign = _mm256_castsi256_ps(_mm256_set1_epi32(0x7FFFFFFF));
  const __m256 u = _mm256_div_ps(x, _mm256_add_ps(scale, _mm256_and_ps(x, no_sign)));
  const __m256 half = _mm256_mul_ps(_mm256_set1_ps(0.5F), _mm256_add_ps(u, _mm256_set1_ps(1)));
  return _mm256_min_epi32(
      _mm256_set1_epi32(bins - 1),
      _mm256_cvttps_epi32(_mm256_mul_ps(half, _mm256_set1_ps(static_cast<float>(bins)))));
}

[[gnu::target("avx2"), gnu::always_inline]] inline int largest(__m256i v) {
  __m128i m = _mm_max_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  m = _mm_max_epi32(m, _mm_shuffle_epi32(m, 0x4E));
  m = _mm_max_epi32(m, _mm_shuffle_epi32(m, 0xB1));
  return _mm_cvtsi128_si32(m);
}

using CurvatureEdges = std::array<float, curvature_bins - 1>;

// All triplets of one inner edge: raises out.best and returns the best of them for the inner edge.
[[gnu::target("avx2")]] int best_of(const DoubletEdge& inner, const CurvatureEdges& edges,
                                    const std::uint8_t* llr, Outgoing& out) {
  const __m256 sign_bit = _mm256_set1_ps(-0.0F);
  const __m256 zero = _mm256_setzero_ps();
  const __m256 sign = _mm256_set1_ps(inner.forward() ? 1.0F : -1.0F);
  const __m256 slope12 = _mm256_set1_ps(inner.slope);
  const __m256 polar12 = _mm256_mul_ps(sign, _mm256_set1_ps(inner.polar));
  __m256i best = _mm256_setzero_si256();
  for (std::size_t g = 0; g < out.slope.size(); g += lanes) {
    const __m256i table = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(&out.table[g]));
    const __m256i known = _mm256_cmpgt_epi32(table, _mm256_set1_epi32(-1));
    const __m256 slope23 = _mm256_loadu_ps(&out.slope[g]);
    const __m256 polar23 = _mm256_mul_ps(sign, _mm256_loadu_ps(&out.polar[g]));
    // triplet()
    const __m256 mean = _mm256_mul_ps(_mm256_set1_ps(0.5F), _mm256_add_ps(slope12, slope23));
    const __m256 difference = _mm256_sub_ps(slope23, slope12);
    const __m256 bend =
        _mm256_xor_ps(difference, _mm256_and_ps(sign_bit, _mm256_cmp_ps(mean, zero, _CMP_LT_OQ)));
    const __m256 kink = _mm256_sub_ps(polar23, polar12);
    const __m256 curvature = _mm256_andnot_ps(sign_bit, mean);
    __m256i bin = _mm256_setzero_si256();
    for (const float edge : edges) {
      bin = _mm256_sub_epi32(
          bin, _mm256_castps_si256(_mm256_cmp_ps(curvature, _mm256_set1_ps(edge), _CMP_GE_OQ)));
    }
    bin = _mm256_add_epi32(_mm256_mullo_epi32(bin, _mm256_set1_epi32(bend_bins)),
                           core_bin(bend, _mm256_loadu_ps(&out.bend_scale[g]), bend_bins));
    bin = _mm256_add_epi32(_mm256_mullo_epi32(bin, _mm256_set1_epi32(kink_bins)),
                           core_bin(kink, _mm256_loadu_ps(&out.kink_scale[g]), kink_bins));
    const __m256i at = _mm256_and_si256(_mm256_add_epi32(bin, table), known);
    const __m256i value = _mm256_and_si256(
        _mm256_and_si256(_mm256_i32gather_epi32(reinterpret_cast<const int*>(llr), at, 1),
                         _mm256_set1_epi32(0xFF)),
        known);
    best = _mm256_max_epi32(best, value);
    auto* to = reinterpret_cast<__m256i*>(&out.best[g]);
    _mm256_storeu_si256(to, _mm256_max_epi32(_mm256_loadu_si256(to), value));
  }
  return largest(best);
}

// The edges that end in each hit, in the order of the list.
void index_incoming(const DoubletList& list, BestTriplets& best) {
  const std::size_t hits = list.first.size() - 1;
  best.incoming_first.assign(hits + 1, 0);
  best.incoming.resize(list.size());
  for (const DoubletEdge& edge : list.edge) ++best.incoming_first[edge.outer + 1];
  for (std::size_t b = 0; b < hits; ++b) best.incoming_first[b + 1] += best.incoming_first[b];
  // Filling moves each start to its end: the next hit's start, so that they are read shifted by
  // one.
  for (std::uint32_t e = 0; e < list.size(); ++e) {
    best.incoming[best.incoming_first[list.edge[e].outer]++] = e;
  }
}

}  // namespace

void best_triplets_vector(const LayerMap& map, const ByteTables& tables, const Steps& steps,
                          const DoubletList& list, BestTriplets& best) {
  best.inner.assign(list.size(), 0);
  best.outer.assign(list.size(), 0);
  index_incoming(list, best);
  const CurvatureEdges edges = exact_edges(map.curvature_axis());
  Outgoing out;
  std::uint32_t begin = 0;
  for (std::uint32_t b = 0; b + 1 < list.first.size(); ++b) {
    const std::uint32_t end = best.incoming_first[b];
    const std::uint32_t first = list.first[b], count = list.first[b + 1] - first;
    if (count == 0 || begin == end) {
      begin = end;
      continue;
    }
    out.load(list, first, first + count);
    const DoubletEdge* met = nullptr;
    for (; begin < end; ++begin) {
      const std::uint32_t e = best.incoming[begin];
      const DoubletEdge& inner = list.edge[e];
      if (met == nullptr || met->pair != inner.pair || met->forward() != inner.forward()) {
        out.meet(map, steps, inner, count);
      }
      met = &inner;
      best.outer[e] = static_cast<std::uint8_t>(best_of(inner, edges, tables.triplet.data(), out));
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      best.inner[first + i] = static_cast<std::uint8_t>(out.best[i]);
    }
  }
}

#else

void best_triplets_vector(const LayerMap& map, const ByteTables& tables, const Steps& steps,
                          const DoubletList& list, BestTriplets& best) {
  best_triplets_plain(map, tables, steps, list, best);
}

#endif

}  // namespace trackloom::layer_map
