// The kernels of the module map, as functors (launch.hpp). Their arithmetic is that of the CPU
// stage (module_map/search_steps.hpp, quantities.hpp), compiled without fused multiply-add, so that
// every number is the same to the bit as there.
#pragma once

#include <cstdint>

#include "cuda/atomics.hpp"
#include "cuda/launch.hpp"
#include "cuda/module_map_views.hpp"

namespace trackloom::cuda::module_map_kernels {

// By row of Hits: the azimuth from the centre of its module, to be sorted by.
struct FindAzimuths {
  const std::uint32_t* module_of;
  const float *phi, *module_azimuth;
  std::uint32_t *key, *row;
  TRACKLOOM_HD void operator()(std::uint32_t i) const {
    key[i] = ordered_bits(module_map::wrap(phi[i] - module_azimuth[module_of[i]]));
    row[i] = i;
  }
};

struct FindModules {
  const std::uint32_t *row, *module_of;
  std::uint32_t* module;
  TRACKLOOM_HD void operator()(std::uint32_t i) const { module[i] = module_of[row[i]]; }
};

// By place: HitsByModule's columns.
struct GatherPoints {
  const std::uint32_t *row, *module;
  const float *x, *y, *z, *r, *phi, *module_azimuth;
  module_map::Point* point;
  float* azimuth;
  TRACKLOOM_HD void operator()(std::uint32_t place) const {
    const std::uint32_t i = row[place];
    point[place] = {x[i], y[i], z[i], r[i], phi[i], module_map::pseudorapidity(z[i], r[i])};
    azimuth[place] = module_map::wrap(phi[i] - module_azimuth[module[place]]);
  }
};

struct CountTasks {
  ModuleMapView map;
  HitsByModuleView hits;
  std::uint32_t* count;
  TRACKLOOM_HD void operator()(std::uint32_t pair) const {
    count[pair] = hits.on(map.outer_module[pair]) == 0 ? 0 : hits.on(map.inner_module[pair]);
  }
};

// Calls found(pair, inner place, outer place, quantities) for the doublets of a task.
template <class F>
TRACKLOOM_HD void for_each_doublet(const ModuleMapView& map, const HitsByModuleView& hits,
                                   const TasksView& tasks, std::uint32_t task, F&& found) {
  const std::uint32_t pair = tasks.pair_of(task);
  const std::uint32_t from = map.inner_module[pair], to = map.outer_module[pair];
  const std::uint32_t inner = hits.first[from] + (task - tasks.first[pair]);
  const module_map::DoubletWindow window = map.pair_window[pair];
  const module_map::Point a = hits.point[inner];
  const auto with = [&](std::uint32_t outer) {
    module_map::try_pair(window, a, hits.point[outer],
                         [&](const module_map::Doublet& d) { found(pair, inner, outer, d); });
  };
  const std::uint32_t end = hits.first[to + 1];
  std::uint32_t low = hits.first[to];
  const float offset = module_map::wrap(map.azimuth[to] - map.azimuth[from]);
  if (module_map::may_wrap(offset, hits.extent(from), hits.extent(to))) {
    for (std::uint32_t o = low; o < end; ++o) with(o);
    return;
  }
  const module_map::AzimuthRange range =
      module_map::partners_of(window, hits.azimuth[inner], offset);
  for (std::uint32_t high = end; low < high;) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (hits.azimuth[middle] < range.lowest) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  for (std::uint32_t o = low; o < end && hits.azimuth[o] <= range.highest; ++o) with(o);
}

struct CountDoublets {
  ModuleMapView map;
  HitsByModuleView hits;
  TasksView tasks;
  std::uint32_t* count;
  TRACKLOOM_HD void operator()(std::uint32_t task) const {
    std::uint32_t n = 0;
    for_each_doublet(
        map, hits, tasks, task,
        [&](std::uint32_t, std::uint32_t, std::uint32_t, const module_map::Doublet&) { ++n; });
    count[task] = n;
  }
};

struct WriteDoublets {
  ModuleMapView map;
  HitsByModuleView hits;
  TasksView tasks;
  const std::uint32_t* offset;
  HitDoublet* doublet;
  std::uint32_t* inner;
  TRACKLOOM_HD void operator()(std::uint32_t task) const {
    std::uint32_t at = offset[task];
    if (offset[task + 1] == at) return;
    for_each_doublet(map, hits, tasks, task,
                     [&](std::uint32_t pair, std::uint32_t from, std::uint32_t to,
                         const module_map::Doublet& d) {
                       doublet[at] = {to, pair, d};
                       inner[at++] = from;
                     });
  }
};

// By doublet: joins it with the doublets that start where it ends, for every triplet of modules
// that starts with its pair, and marks both doublets of an accepted triplet.
struct MarkUsed {
  ModuleMapView map;
  HitsByModuleView hits;
  TasksView tasks;
  HitDoubletsView list;
  std::uint32_t* used;  // cleared
  TRACKLOOM_HD void operator()(std::uint32_t e) const {
    const HitDoublet inner = list.doublet[e];
    const std::uint32_t on_middle = inner.outer - hits.first[map.outer_module[inner.pair]];
    bool any = false;
    const std::uint32_t end = map.triplet_first[inner.pair + 1];
    for (std::uint32_t t = map.triplet_first[inner.pair]; t < end; ++t) {
      const std::uint32_t outer_pair = map.outer_pair[t];
      const std::uint32_t first_task = tasks.first[outer_pair];
      if (first_task == tasks.first[outer_pair + 1]) continue;
      const module_map::TripletWindow& window = map.triplet[t];
      if (!window.inner.accepts(inner.quantities)) continue;
      const std::uint32_t* at = list.offset + first_task + on_middle;
      for (std::uint32_t g = at[0]; g < at[1]; ++g) {
        if (!window.accepts(inner.quantities, list.doublet[g].quantities)) continue;
        any = true;
        atomic_max(used + g, 1);
      }
    }
    if (any) atomic_max(used + e, 1);
  }
};

// By doublet e, which is used if position[e + 1] is larger than position[e]: its edge, outward, as
// source << bits | target.
struct WriteKeys {
  HitDoubletsView list;
  HitsByModuleView hits;
  const std::uint32_t* position;
  int bits;
  std::uint64_t* key;
  TRACKLOOM_HD void operator()(std::uint32_t e) const {
    const std::uint32_t at = position[e];
    if (position[e + 1] == at) return;
    const std::uint32_t inner = list.inner[e], outer = list.doublet[e].outer;
    const module_map::Point &p = hits.point[inner], &q = hits.point[outer];
    const std::uint64_t a = hits.row[inner], b = hits.row[outer];
    const bool forward = module_map::outward(p.r, p.z, hits.row[inner], q.r, q.z, hits.row[outer]);
    key[at] = forward ? a << bits | b : b << bits | a;
  }
};

// Sorted keys: 1 where one differs from the one before. A map may know a pair of modules in both
// directions.
struct MarkDistinct {
  const std::uint64_t* key;
  std::uint32_t* mark;
  TRACKLOOM_HD void operator()(std::uint32_t i) const {
    mark[i] = i == 0 || key[i] != key[i - 1] ? 1 : 0;
  }
};

struct WriteEdges {
  const std::uint64_t* key;
  const std::uint32_t* position;
  int bits;
  std::uint32_t *source, *target;
  TRACKLOOM_HD void operator()(std::uint32_t i) const {
    const std::uint32_t at = position[i];
    if (position[i + 1] == at) return;
    source[at] = static_cast<std::uint32_t>(key[i] >> bits);
    target[at] = static_cast<std::uint32_t>(key[i] & ((std::uint64_t{1} << bits) - 1));
  }
};

}  // namespace trackloom::cuda::module_map_kernels
