#include "layer_map/edges.hpp"

#include <algorithm>

namespace trackloom::layer_map {

void find_doublets(const LayerMap& map, const Steps& steps, const HitGrid& grid, DoubletList& out) {
  out.edge.clear();
  out.first.resize(grid.hit.size() + 1);
  out.first[0] = 0;
  for (std::uint32_t hit = 0; hit < grid.hit.size(); ++hit) {
    for_each_partner(
        map, steps, grid, hit,
        [&](std::uint32_t, std::uint32_t b, const Step& step, int position, const Doublet& d,
            int slope) {
          const CoreAxis z0_axis{map.pair_axes[step.pair].z0_scale, z0_bins};
          const float llr =
              map.doublet_llr[doublet_bin(step.pair, position, slope, z0_axis.bin(d.z0))];
          if (llr < map.doublet_cut) return;
          out.edge.push_back({b, d.phi_slope, polar(d.cot) * step.sign, step.pair,
                              static_cast<std::uint8_t>(llr_bin(llr)),
                              static_cast<std::int8_t>(step.sign > 0 ? 1 : -1)});
        });
    out.first[hit + 1] = static_cast<std::uint32_t>(out.edge.size());
  }
}

void best_triplets(const LayerMap& map, const Steps& steps, const HitGrid& grid,
                   const DoubletList& list, std::vector<float>& inner, std::vector<float>& outer) {
  inner.assign(list.size(), no_triplet);
  outer.assign(list.size(), no_triplet);
  const RootAxis curvatures{slope_top, curvature_bins};
  for_each_triplet(
      map, steps, grid, list,
      [&](std::uint32_t, std::uint32_t e, std::uint32_t g, std::uint32_t triple, const Triplet& t) {
        const TripletAxes& axes = map.triplet_axes[triple];
        const float llr = map.triplet_llr[triplet_bin(
            triple, curvatures.bin(t.curvature), CoreAxis{axes.bend_scale, bend_bins}.bin(t.bend),
            CoreAxis{axes.kink_scale, kink_bins}.bin(t.kink))];
        outer[e] = std::max(outer[e], llr);
        inner[g] = std::max(inner[g], llr);
      });
}

}  // namespace trackloom::layer_map
