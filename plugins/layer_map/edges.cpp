#include "layer_map/edges.hpp"

#include <algorithm>

#include "layer_map/vector_search.hpp"

namespace trackloom::layer_map {

ByteTables::ByteTables(const LayerMap& map) {
  doublet.reserve(map.doublet_llr.size());
  for (const float llr : map.doublet_llr) {
    doublet.push_back(llr < map.doublet_cut ? 0 : static_cast<std::uint8_t>(llr_bin(llr) + 1));
  }
  triplet.reserve(map.triplet_llr.size());
  for (const float llr : map.triplet_llr) {
    triplet.push_back(static_cast<std::uint8_t>(llr_bin(llr) + 1));
  }
  for (auto* table : {&doublet, &triplet}) table->resize(table->size() + 3);
}

void find_doublets_plain(const LayerMap& map, const ByteTables& tables, const Steps& steps,
                         const HitGrid& grid, DoubletList& out) {
  out.edge.clear();
  out.first.resize(grid.hit.size() + 1);
  out.first[0] = 0;
  for (std::uint32_t hit = 0; hit < grid.hit.size(); ++hit) {
    for_each_partner(
        map, steps, grid, hit,
        [&](std::uint32_t, std::uint32_t b, const Step& step, int position, const Doublet& d,
            int slope) {
          const CoreAxis z0_axis{map.pair_axes[step.pair].z0_scale, z0_bins};
          const std::uint8_t llr =
              tables.doublet[doublet_bin(step.pair, position, slope, z0_axis.bin(d.z0))];
          if (llr == 0) return;
          out.edge.emplace_back(b, d.phi_slope, polar(d.cot) * step.sign, step, llr - 1);
        });
    out.first[hit + 1] = static_cast<std::uint32_t>(out.edge.size());
  }
}

void find_doublets(const LayerMap& map, const ByteTables& tables, const Steps& steps,
                   const HitGrid& grid, DoubletList& out) {
  (has_vector_search() ? find_doublets_vector : find_doublets_plain)(map, tables, steps, grid, out);
}

void best_triplets_plain(const LayerMap& map, const ByteTables& tables, const Steps& steps,
                         const DoubletList& list, BestTriplets& best) {
  std::vector<std::uint8_t>&inner = best.inner, &outer = best.outer;
  inner.assign(list.size(), 0);
  outer.assign(list.size(), 0);
  const RootAxis curvatures = map.curvature_axis();
  for_each_triplet(
      map, steps, list,
      [&](std::uint32_t, std::uint32_t e, std::uint32_t g, std::uint32_t triple, const Triplet& t) {
        const TripletAxes& axes = map.triplet_axes[triple];
        const std::uint8_t llr = tables.triplet[triplet_bin(
            triple, curvatures.bin(t.curvature), CoreAxis{axes.bend_scale, bend_bins}.bin(t.bend),
            CoreAxis{axes.kink_scale, kink_bins}.bin(t.kink))];
        outer[e] = std::max(outer[e], llr);
        inner[g] = std::max(inner[g], llr);
      });
}

void best_triplets(const LayerMap& map, const ByteTables& tables, const Steps& steps,
                   const DoubletList& list, BestTriplets& best) {
  (has_vector_search() ? best_triplets_vector : best_triplets_plain)(map, tables, steps, list,
                                                                     best);
}

}  // namespace trackloom::layer_map
