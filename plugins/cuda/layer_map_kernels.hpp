// The kernels of the layer map, as functors (launch.hpp). Their arithmetic is that of the CPU
// stage: search.hpp, quantities.hpp, axis.hpp. They are compiled without fused multiply-add, so
// that every number is the same to the bit as there.
#pragma once

#include <cstdint>
#include <limits>

#include "cuda/atomics.hpp"
#include "cuda/launch.hpp"
#include "cuda/layer_map_views.hpp"

namespace trackloom::cuda::layer_map_kernels {

using layer_map::DoubletEdge;
using layer_map::HitGrid;

inline constexpr std::uint32_t cells_per_layer = HitGrid::phi_bins * HitGrid::along_bins;

// Smallest and largest r and z of the hits of each layer, as ordered bits: min r, max r, min z, max
// z. One block of threads per `hits_per_block` hits; shared memory of 16 bytes per layer.
// `extremes` holds all ones in the minima and zeros in the maxima.
struct FindEnvelopes {
  static constexpr std::uint32_t hits_per_block = 2048;
  const std::uint32_t* layer;
  const float *r, *z;
  std::uint32_t hits, layers;
  std::uint32_t* extremes;

  TRACKLOOM_HD static std::uint32_t nothing(std::uint32_t i) {
    return i % 2 == 0 ? 0xFFFFFFFFU : 0;
  }

  template <class Block>
  TRACKLOOM_HD void operator()(const Block& block) const {
    auto* local = block.template shared<std::uint32_t>();
    const std::uint32_t begin = block.index() * hits_per_block;
    const std::uint32_t end = hits - begin < hits_per_block ? hits : begin + hits_per_block;
    block.each(4 * layers, [&](std::uint32_t i) { local[i] = nothing(i); });
    block.each(end - begin, [&](std::uint32_t i) {
      std::uint32_t* mine = local + 4 * layer[begin + i];
      const std::uint32_t r_bits = ordered_bits(r[begin + i]), z_bits = ordered_bits(z[begin + i]);
      atomic_min(mine, r_bits);
      atomic_max(mine + 1, r_bits);
      atomic_min(mine + 2, z_bits);
      atomic_max(mine + 3, z_bits);
    });
    block.each(4 * layers, [&](std::uint32_t i) {
      if (local[i] == nothing(i)) return;
      if (i % 2 == 0) {
        atomic_min(extremes + i, local[i]);
      } else {
        atomic_max(extremes + i, local[i]);
      }
    });
  }
};

struct ClearExtremes {
  std::uint32_t* extremes;
  TRACKLOOM_HD void operator()(std::uint32_t i) const { extremes[i] = FindEnvelopes::nothing(i); }
};

// By layer: what HitGrid::build makes of the envelope. begin and end come later.
struct LayOutLayers {
  const std::uint32_t* extremes;
  const std::uint8_t* barrel;
  HitGrid::LayerGrid* layers;

  TRACKLOOM_HD void operator()(std::uint32_t l) const {
    constexpr float huge = std::numeric_limits<float>::max();
    const std::uint32_t* e = extremes + 4 * l;
    const bool empty = e[0] == 0xFFFFFFFFU && e[1] == 0;
    HitGrid::LayerGrid& grid = layers[l];
    grid.min_r = empty ? huge : from_ordered_bits(e[0]);
    grid.max_r = empty ? -huge : from_ordered_bits(e[1]);
    grid.min_z = empty ? huge : from_ordered_bits(e[2]);
    grid.max_z = empty ? -huge : from_ordered_bits(e[3]);
    const bool along_z = barrel[l] != 0;
    const float low = along_z ? grid.min_z : grid.min_r;
    const float high = along_z ? grid.max_z : grid.max_r;
    grid.low = low;
    grid.inverse_width = high > low ? HitGrid::along_bins / (high - low) : 0;
    grid.begin = grid.end = 0;
    grid.cells = static_cast<std::size_t>(l) * cells_per_layer;
  }
};

// By row of Hits: the hit's cell, to be sorted by.
struct FindCells {
  const std::uint32_t* layer;
  const float *r, *z, *phi;
  const HitGrid::LayerGrid* layers;
  const std::uint8_t* barrel;
  std::uint32_t *cell, *row;

  TRACKLOOM_HD void operator()(std::uint32_t i) const {
    const HitGrid::LayerGrid& grid = layers[layer[i]];
    const float along = barrel[layer[i]] != 0 ? z[i] : r[i];
    cell[i] = static_cast<std::uint32_t>(grid.cells) +
              static_cast<std::uint32_t>(HitGrid::phi_bin(phi[i])) * HitGrid::along_bins +
              static_cast<std::uint32_t>(grid.along_bin(along));
    row[i] = i;
  }
};

// By sorted hit: its columns.
struct GatherHits {
  const std::uint32_t* row;
  const std::uint32_t* layer;
  const float *r, *z, *phi;
  std::uint32_t* sorted_layer;
  float *sorted_r, *sorted_z, *sorted_phi;

  TRACKLOOM_HD void operator()(std::uint32_t i) const {
    const std::uint32_t from = row[i];
    sorted_layer[i] = layer[from];
    sorted_r[i] = r[from];
    sorted_z[i] = z[from];
    sorted_phi[i] = phi[from];
  }
};

struct FindLayerRanges {
  const std::uint32_t* cell_first;
  HitGrid::LayerGrid* layers;
  TRACKLOOM_HD void operator()(std::uint32_t l) const {
    layers[l].begin = cell_first[l * cells_per_layer];
    layers[l].end = cell_first[(l + 1) * cells_per_layer];
  }
};

// Calls f(b, step, doublet, bin of the doublet table - 1) for the doublets of task i: hit i % hits,
// its layer's step i / hits. Neighbouring threads take neighbouring hits and the same step.
template <class F>
TRACKLOOM_HD void for_each_doublet(const MapView& map, const GridView& grid, std::uint32_t i,
                                   F&& f) {
  const std::uint32_t a = i % grid.hits;
  const std::uint32_t first = map.step_first[grid.layer[a]] + i / grid.hits;
  if (first >= map.step_first[grid.layer[a] + 1]) return;
  layer_map::for_each_partner(
      map, map, grid, a, map.step[first],
      [&](std::uint32_t, std::uint32_t b, const layer_map::Step& step, int position,
          const layer_map::Doublet& d, int slope) {
        const layer_map::CoreAxis z0_axis{map.pair_axes[step.pair].z0_scale, layer_map::z0_bins};
        const std::uint8_t llr =
            map.doublet[layer_map::doublet_bin(step.pair, position, slope, z0_axis.bin(d.z0))];
        if (llr != 0) f(b, step, d, llr - 1);
      });
}

// By task: how many doublets. In the order of the list: by hit, then by step.
struct CountDoublets {
  MapView map;
  GridView grid;
  std::uint32_t* count;
  TRACKLOOM_HD void operator()(std::uint32_t i) const {
    std::uint32_t n = 0;
    for_each_doublet(
        map, grid, i,
        [&](std::uint32_t, const layer_map::Step&, const layer_map::Doublet&, int) { ++n; });
    count[i % grid.hits * map.max_steps + i / grid.hits] = n;
  }
};

struct WriteDoublets {
  MapView map;
  GridView grid;
  const std::uint32_t* offset;
  DoubletEdge* edge;
  std::uint32_t* inner;
  TRACKLOOM_HD void operator()(std::uint32_t i) const {
    const std::uint32_t a = i % grid.hits;
    const std::uint32_t* mine = offset + a * map.max_steps + i / grid.hits;
    std::uint32_t at = mine[0];
    if (mine[1] == at) return;
    for_each_doublet(
        map, grid, i,
        [&](std::uint32_t b, const layer_map::Step& step, const layer_map::Doublet& d, int bin) {
          edge[at] = DoubletEdge(b, d.phi_slope, layer_map::polar(d.cot) * step.sign, step, bin);
          inner[at++] = a;
        });
  }
};

// By doublet e: the best triplet with the doublets that start where it ends, for both.
struct FindBestTriplets {
  MapView map;
  DoubletsView list;
  std::uint32_t *best_inner, *best_outer;  // cleared
  TRACKLOOM_HD void operator()(std::uint32_t e) const {
    const DoubletEdge inner = list.edge[e];
    const bool forward = inner.forward();
    const float sign = forward ? 1.0F : -1.0F;
    const std::uint32_t* triple_of =
        map.triple_of + static_cast<std::size_t>(inner.pair) * map.layers;
    const layer_map::RootAxis curvatures = map.curvature_axis();
    const std::uint32_t end = list.first(inner.outer + 1);
    std::uint32_t best = 0;
    for (std::uint32_t g = list.first(inner.outer); g < end; ++g) {
      const DoubletEdge outer = list.edge[g];
      const std::uint32_t known =
          triple_of[forward ? outer.outer_layer : map.mirror[outer.outer_layer]];
      if (known == 0) continue;
      const std::uint32_t triple = known - 1;
      const layer_map::Triplet t =
          layer_map::triplet(inner.slope, sign * inner.polar, outer.slope, sign * outer.polar);
      const layer_map::TripletAxes axes = map.triplet_axes[triple];
      const std::uint32_t llr = map.triplet[layer_map::triplet_bin(
          triple, curvatures.bin(t.curvature),
          layer_map::CoreAxis{axes.bend_scale, layer_map::bend_bins}.bin(t.bend),
          layer_map::CoreAxis{axes.kink_scale, layer_map::kink_bins}.bin(t.kink))];
      if (llr > best) best = llr;
      atomic_max(best_inner + g, llr);
    }
    best_outer[e] = best;
  }
};

// By doublet: its bin of the final table, and how many each bin has.
struct BinDoublets {
  DoubletsView list;
  const std::uint32_t *best_inner, *best_outer;
  std::uint32_t *bin, *bin_count;  // bin_count cleared
  TRACKLOOM_HD void operator()(std::uint32_t e) const {
    const auto side = [](std::uint32_t best) {
      return layer_map::triplet_llr_bin(static_cast<std::uint8_t>(best));
    };
    bin[e] = static_cast<std::uint32_t>(
        layer_map::final_bin(list.edge[e].llr_bin(), side(best_inner[e]), side(best_outer[e])));
    atomic_add(bin_count + bin[e], 1);
  }
};

struct CountByRank {
  const std::uint32_t *by_rank, *bin_count;
  std::uint32_t* count;
  TRACKLOOM_HD void operator()(std::uint32_t rank) const { count[rank] = bin_count[by_rank[rank]]; }
};

// By rank: whether the bin's doublets stay. 0 no, 1 yes, 2 the first `room` of them.
struct ChooseBins {
  const std::uint32_t *by_rank, *bin_count;
  const std::uint32_t* before;  // doublets in better bins
  const float* bin_score;
  float min_score;
  std::uint32_t max_edges;
  std::uint32_t* keep;
  std::uint32_t* room;  // cleared
  TRACKLOOM_HD void operator()(std::uint32_t rank) const {
    const std::uint32_t bin = by_rank[rank];
    std::uint32_t verdict = 0;
    if (!(bin_score[bin] < min_score) && before[rank] <= max_edges) {
      const std::uint32_t left = max_edges - before[rank];
      verdict = bin_count[bin] <= left ? 1 : 2;
      if (verdict == 2) *room = left;  // one bin at most: of the next ones `before` is too large
    }
    keep[bin] = verdict;
  }
};

struct MarkTied {
  const std::uint32_t *bin, *keep;
  std::uint32_t* tied;
  TRACKLOOM_HD void operator()(std::uint32_t e) const { tied[e] = keep[bin[e]] == 2 ? 1 : 0; }
};

// By doublet, in place of `tied_before`: 1 if it becomes an edge.
struct MarkKept {
  const std::uint32_t *bin, *keep;
  const std::uint32_t* room;
  std::uint32_t* tied_before;
  TRACKLOOM_HD void operator()(std::uint32_t e) const {
    const std::uint32_t verdict = keep[bin[e]];
    tied_before[e] = verdict == 1 || (verdict == 2 && tied_before[e] < *room) ? 1 : 0;
  }
};

// By sorted hit: edges of its row.
struct CountEdges {
  DoubletsView list;
  const std::uint32_t *kept, *hit;
  std::uint32_t* count;
  TRACKLOOM_HD void operator()(std::uint32_t a) const {
    std::uint32_t n = 0;
    for (std::uint32_t e = list.first(a); e < list.first(a + 1); ++e) n += kept[e];
    count[hit[a]] = n;
  }
};

// By doublet: writes the edge where its target's row puts it among those of its source.
struct WriteEdges {
  DoubletsView list;
  const std::uint32_t *kept, *bin, *hit;
  const float* bin_score;
  const std::uint32_t* first;  // by row
  std::uint32_t *source, *target;
  float* score;
  TRACKLOOM_HD void operator()(std::uint32_t e) const {
    if (kept[e] == 0) return;
    const std::uint32_t a = list.inner[e];
    const std::uint32_t to = hit[list.edge[e].outer];
    std::uint32_t at = first[hit[a]];
    for (std::uint32_t g = list.first(a); g < list.first(a + 1); ++g) {
      if (kept[g] != 0 && hit[list.edge[g].outer] < to) ++at;
    }
    source[at] = hit[a];
    target[at] = to;
    score[at] = bin_score[bin[e]];
  }
};

}  // namespace trackloom::cuda::layer_map_kernels
