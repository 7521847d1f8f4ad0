#include "cuda/module_map_tables.hpp"

#include <span>
#include <type_traits>

namespace trackloom::cuda {

ModuleMapView ModuleMapTables::on_device(Lane& lane) {
  const std::lock_guard lock(mutex_);
  if (uploaded_) return view_;
  std::vector<std::uint32_t> inner_module;
  inner_module.reserve(map_.doublet.size());
  for (std::uint32_t m = 0; m < map_.modules(); ++m) {
    inner_module.insert(inner_module.end(), map_.doublet_first[m + 1] - map_.doublet_first[m], m);
  }
  const auto up = [&](auto& buffer, const auto& values) {
    using T = typename std::decay_t<decltype(values)>::value_type;
    return lane.upload(buffer, std::span<const T>(values));
  };
  view_ = {up(pair_first_, map_.doublet_first),
           up(inner_module_, inner_module),
           up(outer_module_, map_.outer_module),
           up(pair_window_, map_.doublet),
           up(triplet_first_, map_.triplet_first),
           up(outer_pair_, map_.outer_doublet),
           up(triplet_, map_.triplet),
           up(azimuth_, azimuths_),
           static_cast<std::uint32_t>(map_.modules()),
           static_cast<std::uint32_t>(map_.doublet.size())};
  uploaded_ = true;
  return view_;
}

}  // namespace trackloom::cuda
