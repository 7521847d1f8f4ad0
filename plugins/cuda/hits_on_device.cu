#include "cuda/hits_on_device.hpp"

#include "cuda/hit_kernels.hpp"
#include "cuda/launch.hpp"

namespace trackloom::cuda {

void DerivedColumns::fill(Lane& lane, HitColumns& hits) {
  if (hits.count == 0) return;
  if (detector_ != hits.detector) {
    std::vector<std::uint16_t> layer_of;
    for (std::uint32_t m = 0; m < hits.detector->modules().size(); ++m) {
      layer_of.push_back(hits.detector->layer_of(m));
    }
    lane.upload(layer_of_, std::span<const std::uint16_t>(layer_of));
    detector_ = hits.detector;
  }
  using C = HitColumns;
  float* values = hits.values.data();
  for_each(lane.stream(), hits.count,
           hit_kernels::DeriveColumns{hits.column(C::x), hits.column(C::y), hits.module_of.data(),
                                      layer_of_.data(), values + std::size_t{C::r} * hits.count,
                                      hits.layer.data()});
}

}  // namespace trackloom::cuda
