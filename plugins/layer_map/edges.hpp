// Doublets and their triplets on the way from candidates to graph edges.
#pragma once

#include <cstdint>
#include <vector>

#include "layer_map/search.hpp"

namespace trackloom::layer_map {

// Edges between sorted hits of a HitGrid, grouped by their inner hit: those of hit a are
// [first[a], first[a + 1]).
struct DoubletList {
  std::vector<std::uint32_t> first;
  std::vector<std::uint32_t> inner, outer;
  std::vector<std::uint16_t> pair;
  std::vector<float> slope, polar;  // polar is not folded: for a track to its real z
  std::vector<std::int8_t> sign;    // of the step
  std::vector<float> llr;

  std::size_t size() const noexcept { return inner.size(); }
  void clear();
};

// Candidates whose doublet likelihood ratio is at least map.doublet_cut.
void find_doublets(const LayerMap& map, const Steps& steps, const HitGrid& grid, DoubletList& out);

inline int llr_bin(float llr) {
  constexpr float scale = llr_bins / (llr_high - llr_low);
  const float u = (llr - llr_low) * scale;
  return u <= 0 ? 0 : u >= llr_bins - 1 ? llr_bins - 1 : static_cast<int>(u);
}

// Calls f(e, g, triple, bins...) for every pair of doublets e = (a, b), g = (b, c) whose layers the
// map knows as a triple.
template <class F>
void for_each_triplet(const LayerMap& map, const Steps& steps, const HitGrid& grid,
                      const DoubletList& edges, F&& f) {
  for (std::uint32_t e = 0; e < edges.size(); ++e) {
    const std::uint32_t b = edges.outer[e];
    const float sign = edges.sign[e];
    const std::uint32_t* triple_of = &map.triple_of[edges.pair[e] * map.layers];
    for (std::uint32_t g = edges.first[b]; g < edges.first[b + 1]; ++g) {
      const std::uint16_t real = grid.layer[edges.outer[g]];
      const std::uint32_t triple = triple_of[sign > 0 ? real : steps.mirror[real]];
      if (triple == 0) continue;
      f(e, g, triple - 1,
        triplet(edges.slope[e], sign * edges.polar[e], edges.slope[g], sign * edges.polar[g]));
    }
  }
}

// The best likelihood ratio of a triplet towards each side, by edge; none: no_triplet.
inline constexpr float no_triplet = -1e30F;
void best_triplets(const LayerMap& map, const Steps& steps, const HitGrid& grid,
                   const DoubletList& edges, std::vector<float>& inner, std::vector<float>& outer);

inline int triplet_llr_bin(float llr) {
  return llr == no_triplet ? llr_bins : llr_bin(llr);
}

}  // namespace trackloom::layer_map
