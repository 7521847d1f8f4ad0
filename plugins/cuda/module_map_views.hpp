// A module map, hits by module and doublets as kernels see them: pointers to device memory.
#pragma once

#include <cstdint>

#include "module_map/search_steps.hpp"

namespace trackloom::cuda {

// As module_map::ModuleMap, whose doublets are called pairs here: pairs of modules.
struct ModuleMapView {
  const std::uint32_t* pair_first;                   // by inner module, and one more
  const std::uint32_t *inner_module, *outer_module;  // of a pair
  const module_map::DoubletWindow* pair_window;
  const std::uint32_t* triplet_first;  // by inner pair, and one more
  const std::uint32_t* outer_pair;     // of a triplet
  const module_map::TripletWindow* triplet;
  const float* azimuth;  // of a module's centre
  std::uint32_t modules, pairs;
};

// As module_map::HitsByModule.
struct HitsByModuleView {
  const std::uint32_t* first;
  const std::uint32_t* row;
  const module_map::Point* point;
  const float* azimuth;

  TRACKLOOM_HD std::uint32_t on(std::uint32_t module) const {
    return first[module + 1] - first[module];
  }
  TRACKLOOM_HD float extent(std::uint32_t module) const {
    return module_map::extent(azimuth[first[module]], azimuth[first[module + 1] - 1]);
  }
};

// Task: an inner hit and a pair of modules that starts on its module and has hits on the other. In
// the order of pairs, then of places.
struct TasksView {
  const std::uint32_t* first;  // by pair, and one more
  std::uint32_t pairs;

  TRACKLOOM_HD std::uint32_t pair_of(std::uint32_t task) const {
    std::uint32_t low = 0, high = pairs - 1;  // the first whose end is behind the task
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      if (first[middle + 1] > task) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
};

// A doublet of hits, read in two pieces of 16 bytes.
struct alignas(16) HitDoublet {
  std::uint32_t outer;  // place
  std::uint32_t pair;
  module_map::Doublet quantities;
};

// Those of task t are [offset[t], offset[t + 1]): the order in which the CPU stage finds them.
struct HitDoubletsView {
  const HitDoublet* doublet;
  const std::uint32_t* inner;  // place
  const std::uint32_t* offset;
  std::uint32_t count;
};

}  // namespace trackloom::cuda
