#include "layer_map/search.hpp"

#include <algorithm>

namespace trackloom::layer_map {
namespace {

// The part of the window between the first and the last bin above the cut; all of it without a
// table.
Z0Range z0_range(const CoreAxis& axis, const Window& window, const float* llr, float cut) {
  int first = 0;
  int last = axis.bins - 1;
  if (llr != nullptr) {
    while (first <= last && llr[first] < cut) ++first;
    while (last >= first && llr[last] < cut) --last;
  }
  if (first > last) return {};
  return {
      first == 0 ? window.min_z0 : std::max(window.min_z0, axis.lower_edge(first)),
      last + 1 == axis.bins ? window.max_z0 : std::min(window.max_z0, axis.lower_edge(last + 1))};
}

}  // namespace

Steps::Steps(const LayerMap& map, const Detector& detector, bool above_cut)
    : mirror(mirrored_layers(detector)) {
  const RootAxis slope_axis = map.slope_axis();
  from.resize(mirror.size());
  for (std::size_t p = 0; p < map.pairs.size(); ++p) {
    const auto [inner, outer] = map.pairs[p];
    const auto pair = static_cast<std::uint16_t>(p);
    const bool barrel = detector.layers()[outer].barrel;
    from[inner].push_back({pair, outer, barrel, 1.0F});
    from[mirror[inner]].push_back({pair, mirror[outer], barrel, -1.0F});
    const CoreAxis axis{map.pair_axes[p].z0_scale, z0_bins};
    for (int position = 0; position < position_bins; ++position) {
      const Window& window = map.windows[p * position_bins + static_cast<std::size_t>(position)];
      Z0Ranges& here = ranges.emplace_back();
      for (int slope = slope_bins - 1; slope >= 0; --slope) {
        Z0Range& range = here.exact[static_cast<std::size_t>(slope)];
        const float* llr =
            above_cut ? &map.doublet_llr[doublet_bin(p, position, slope, 0)] : nullptr;
        range = z0_range(axis, window, llr, map.doublet_cut);
        if (slope_axis.lower_edge(slope) >= window.max_slope) range = {};
        Z0Range& more = here.or_more[static_cast<std::size_t>(slope)];
        if (slope + 1 < slope_bins) more = here.or_more[static_cast<std::size_t>(slope) + 1];
        if (range.empty()) continue;
        if (more.empty()) {
          here.max_slope = std::min(window.max_slope, slope_axis.lower_edge(slope + 1));
          more = range;
        }
        more = {std::min(more.low, range.low), std::max(more.high, range.high)};
      }
    }
  }
}

}  // namespace trackloom::layer_map
