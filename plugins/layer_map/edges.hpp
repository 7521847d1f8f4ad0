// Doublets and their triplets on the way from candidates to graph edges.
#pragma once

#include <cstdint>
#include <vector>

#include "layer_map/search.hpp"

namespace trackloom::layer_map {

// An edge to a sorted hit of a HitGrid, 16 bytes: what the triplet test needs of it.
struct DoubletEdge {
  std::uint32_t outer;
  float slope, polar;  // polar is not folded: for a track to its real z
  std::uint16_t pair;
  std::uint8_t outer_layer;  // real
  std::uint8_t packed;       // bin of the doublet's log likelihood ratio, and the step's sign

  TRACKLOOM_HD DoubletEdge(std::uint32_t to, float s, float p, const Step& step, int bin)
      : outer(to),
        slope(s),
        polar(p),
        pair(step.pair),
        outer_layer(static_cast<std::uint8_t>(step.outer)),
        packed(static_cast<std::uint8_t>(2 * bin + (step.sign > 0 ? 1 : 0))) {}
  TRACKLOOM_HD int llr_bin() const noexcept { return packed >> 1; }
  TRACKLOOM_HD bool forward() const noexcept { return (packed & 1) != 0; }  // to positive z
};
static_assert(sizeof(DoubletEdge) == 16);

// Grouped by their inner hit: the edges of sorted hit a are edge[first[a]] ... edge[first[a + 1] -
// 1].
struct DoubletList {
  std::vector<std::uint32_t> first;
  std::vector<DoubletEdge> edge;

  std::size_t size() const noexcept { return edge.size(); }
};

inline int llr_bin(float llr) {
  constexpr float scale = llr_bins / (llr_high - llr_low);
  const float u = (llr - llr_low) * scale;
  return u <= 0 ? 0 : u >= llr_bins - 1 ? llr_bins - 1 : static_cast<int>(u);
}

// The tables of a map as bytes, which stay in the nearer caches: bins of log likelihood ratios + 1.
// The largest ratio has the largest bin, so that the best of many can be found among bins.
struct ByteTables {
  // Both end with three bytes more, so that four may be read at the place of any.
  std::vector<std::uint8_t> doublet;  // as LayerMap::doublet_llr; 0: below the cut
  std::vector<std::uint8_t> triplet;  // as LayerMap::triplet_llr

  ByteTables() = default;
  explicit ByteTables(const LayerMap& map);
};

// Candidates whose doublet likelihood ratio is at least the map's cut, in the order of
// for_each_partner.
void find_doublets_plain(const LayerMap& map, const ByteTables& tables, const Steps& steps,
                         const HitGrid& grid, DoubletList& out);
// The same, by the fastest way that this processor has: edges of one hit may come in another order.
void find_doublets(const LayerMap& map, const ByteTables& tables, const Steps& steps,
                   const HitGrid& grid, DoubletList& out);

// Calls f(a, e, g, triple, triplet) for every pair of doublets e from hit a to b, g from b to c,
// whose layers the map knows as a triple. e and g are positions in the list.
template <class F>
void for_each_triplet(const LayerMap& map, const Steps& steps, const DoubletList& list, F&& f) {
  for (std::uint32_t a = 0; a + 1 < list.first.size(); ++a) {
    for (std::uint32_t e = list.first[a]; e < list.first[a + 1]; ++e) {
      const DoubletEdge& inner = list.edge[e];
      const bool forward = inner.forward();
      const float sign = forward ? 1.0F : -1.0F;
      const std::uint32_t* triple_of = &map.triple_of[inner.pair * map.layers];
      const std::uint32_t end = list.first[inner.outer + 1];
      for (std::uint32_t g = list.first[inner.outer]; g < end; ++g) {
        const DoubletEdge& outer = list.edge[g];
        const std::uint32_t triple =
            triple_of[forward ? outer.outer_layer : steps.mirror[outer.outer_layer]];
        if (triple == 0) continue;
        f(a, e, g, triple - 1,
          triplet(inner.slope, sign * inner.polar, outer.slope, sign * outer.polar));
      }
    }
  }
}

// The best triplet towards each side, by doublet: bin of its log likelihood ratio + 1; 0: none.
struct BestTriplets {
  std::vector<std::uint8_t> inner, outer;
  std::vector<std::uint32_t> incoming_first, incoming;  // scratch memory
};
void best_triplets_plain(const LayerMap& map, const ByteTables& tables, const Steps& steps,
                         const DoubletList& list, BestTriplets& best);
// The same, by the fastest way that this processor has.
void best_triplets(const LayerMap& map, const ByteTables& tables, const Steps& steps,
                   const DoubletList& list, BestTriplets& best);

// The final table's bin of what best_triplets found.
TRACKLOOM_HD inline int triplet_llr_bin(std::uint8_t best) {
  return best == 0 ? llr_bins : best - 1;
}

}  // namespace trackloom::layer_map
