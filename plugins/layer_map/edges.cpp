#include "layer_map/edges.hpp"

#include <algorithm>

namespace trackloom::layer_map {

void DoubletList::clear() {
  first.clear();
  inner.clear();
  outer.clear();
  pair.clear();
  slope.clear();
  polar.clear();
  sign.clear();
  llr.clear();
}

void find_doublets(const LayerMap& map, const Steps& steps, const HitGrid& grid, DoubletList& out) {
  out.clear();
  out.first.reserve(grid.hit.size() + 1);
  out.first.push_back(0);
  for (std::uint32_t hit = 0; hit < grid.hit.size(); ++hit) {
    for_each_partner(
        map, steps, grid, hit,
        [&](std::uint32_t a, std::uint32_t b, const Step& step, int position, const Doublet& d,
            int slope) {
          const CoreAxis z0_axis{map.pair_axes[step.pair].z0_scale, z0_bins};
          const float llr =
              map.doublet_llr[doublet_bin(step.pair, position, slope, z0_axis.bin(d.z0))];
          if (llr < map.doublet_cut) return;
          out.inner.push_back(a);
          out.outer.push_back(b);
          out.pair.push_back(step.pair);
          out.llr.push_back(llr);
          out.slope.push_back(d.phi_slope);
          out.polar.push_back(polar(d.cot) * step.sign);
          out.sign.push_back(step.sign > 0 ? 1 : -1);
        });
    out.first.push_back(static_cast<std::uint32_t>(out.inner.size()));
  }
}

void best_triplets(const LayerMap& map, const Steps& steps, const HitGrid& grid,
                   const DoubletList& edges, std::vector<float>& inner, std::vector<float>& outer) {
  inner.assign(edges.size(), no_triplet);
  outer.assign(edges.size(), no_triplet);
  const RootAxis curvatures{slope_top, curvature_bins};
  for_each_triplet(
      map, steps, grid, edges,
      [&](std::uint32_t e, std::uint32_t g, std::uint32_t triple, const Triplet& t) {
        const TripletAxes& axes = map.triplet_axes[triple];
        const float llr = map.triplet_llr[triplet_bin(
            triple, curvatures.bin(t.curvature), CoreAxis{axes.bend_scale, bend_bins}.bin(t.bend),
            CoreAxis{axes.kink_scale, kink_bins}.bin(t.kink))];
        outer[e] = std::max(outer[e], llr);
        inner[g] = std::max(inner[g], llr);
      });
}

}  // namespace trackloom::layer_map
