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
  std::uint8_t llr_bin;  // of the doublet's log likelihood ratio
  std::int8_t sign;      // of the step
};

// Grouped by their inner hit: the edges of sorted hit a are edge[first[a]] ... edge[first[a + 1] -
// 1].
struct DoubletList {
  std::vector<std::uint32_t> first;
  std::vector<DoubletEdge> edge;

  std::size_t size() const noexcept { return edge.size(); }
};

// Candidates whose doublet likelihood ratio is at least map.doublet_cut.
void find_doublets(const LayerMap& map, const Steps& steps, const HitGrid& grid, DoubletList& out);

inline int llr_bin(float llr) {
  constexpr float scale = llr_bins / (llr_high - llr_low);
  const float u = (llr - llr_low) * scale;
  return u <= 0 ? 0 : u >= llr_bins - 1 ? llr_bins - 1 : static_cast<int>(u);
}

// Calls f(a, e, g, triple, triplet) for every pair of doublets e from hit a to b, g from b to c,
// whose layers the map knows as a triple. e and g are positions in the list.
template <class F>
void for_each_triplet(const LayerMap& map, const Steps& steps, const HitGrid& grid,
                      const DoubletList& list, F&& f) {
  for (std::uint32_t a = 0; a + 1 < list.first.size(); ++a) {
    for (std::uint32_t e = list.first[a]; e < list.first[a + 1]; ++e) {
      const DoubletEdge& inner = list.edge[e];
      const float sign = inner.sign;
      const std::uint32_t* triple_of = &map.triple_of[inner.pair * map.layers];
      const std::uint32_t end = list.first[inner.outer + 1];
      for (std::uint32_t g = list.first[inner.outer]; g < end; ++g) {
        const DoubletEdge& outer = list.edge[g];
        const std::uint16_t real = grid.layer[outer.outer];
        const std::uint32_t triple = triple_of[inner.sign > 0 ? real : steps.mirror[real]];
        if (triple == 0) continue;
        f(a, e, g, triple - 1,
          triplet(inner.slope, sign * inner.polar, outer.slope, sign * outer.polar));
      }
    }
  }
}

// The best likelihood ratio of a triplet towards each side, by edge; none: no_triplet.
inline constexpr float no_triplet = -1e30F;
void best_triplets(const LayerMap& map, const Steps& steps, const HitGrid& grid,
                   const DoubletList& list, std::vector<float>& inner, std::vector<float>& outer);

inline int triplet_llr_bin(float llr) {
  return llr == no_triplet ? llr_bins : llr_bin(llr);
}

}  // namespace trackloom::layer_map
