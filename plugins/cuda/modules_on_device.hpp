// Hits and modules as kernels read them.
#pragma once

#include <vector>

#include "cuda/network_kernels.hpp"
#include "cuda/products.hpp"
#include "event_data/detector.hpp"

namespace trackloom::cuda {

inline network_kernels::HitView view_of(const HitColumns& hits) {
  using C = HitColumns;
  return {hits.column(C::x),       hits.column(C::y),      hits.column(C::z),
          hits.column(C::r),       hits.column(C::phi),    hits.column(C::cells_u),
          hits.column(C::cells_v), hits.column(C::charge), hits.module_of.data()};
}

inline std::vector<network_kernels::ModuleShape> module_shapes(const Detector& detector) {
  std::vector<network_kernels::ModuleShape> shapes;
  for (const Module& m : detector.modules()) {
    network_kernels::ModuleShape shape{{}, m.thickness, m.pitch_u, m.pitch_v};
    for (std::size_t i = 0; i < 9; ++i) shape.rotation[i] = m.rotation[i];
    shapes.push_back(shape);
  }
  return shapes;
}

}  // namespace trackloom::cuda
