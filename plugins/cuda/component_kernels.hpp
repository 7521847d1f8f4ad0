// Connected components by FastSV (Zhang, Azad, Hu, SIAM PP 2020), as functors (launch.hpp).
//
// parent[v] <= v always names a hit of v's component, and only falls. Threads read parents that
// others are lowering; whatever they read is such a hit. When a whole round changes nothing, both
// ends of every edge have the same parent, which is its own: the smallest hit of the component. So
// the result does not depend on the order, though the number of rounds may.
#pragma once

#include <cstdint>

#include "cuda/atomics.hpp"
#include "cuda/launch.hpp"

namespace trackloom::cuda::component_kernels {

struct Start {
  std::uint32_t* parent;
  TRACKLOOM_HD void operator()(std::uint32_t v) const { parent[v] = v; }
};

// By edge: hooks the parents of both ends, and the ends themselves, to the other end's grandparent.
struct Hook {
  const std::uint32_t *source, *target, *use;
  std::uint32_t* parent;
  std::uint32_t* changed;
  TRACKLOOM_HD void operator()(std::uint32_t e) const {
    if (use[e] == 0) return;
    hook(source[e], target[e]);
    hook(target[e], source[e]);
  }

 private:
  TRACKLOOM_HD void hook(std::uint32_t u, std::uint32_t v) const {
    const std::uint32_t grandparent = parent[parent[v]];
    lower(parent[u], grandparent);
    lower(u, grandparent);
  }
  TRACKLOOM_HD void lower(std::uint32_t node, std::uint32_t to) const {
    if (atomic_min(parent + node, to) > to) atomic_max(changed, 1);
  }
};

struct Shortcut {
  std::uint32_t* parent;
  std::uint32_t* changed;
  TRACKLOOM_HD void operator()(std::uint32_t v) const {
    const std::uint32_t grandparent = parent[parent[v]];
    if (grandparent < parent[v]) {
      parent[v] = grandparent;
      atomic_max(changed, 1);
    }
  }
};

// Sort key of a hit's distance from the origin.
struct Distance {
  const float *r, *z;
  std::uint32_t *key, *row;
  TRACKLOOM_HD void operator()(std::uint32_t i) const {
    key[i] = ordered_bits(r[i] * r[i] + z[i] * z[i]);
    row[i] = i;
  }
};

struct LabelOf {
  const std::uint32_t *row, *parent;
  std::uint32_t* label;
  TRACKLOOM_HD void operator()(std::uint32_t i) const { label[i] = parent[row[i]]; }
};

}  // namespace trackloom::cuda::component_kernels
