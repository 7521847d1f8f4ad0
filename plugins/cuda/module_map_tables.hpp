// The tables of a module map on a device.
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "cuda/lane.hpp"
#include "cuda/module_map_views.hpp"

namespace trackloom::cuda {

// One copy for all lanes of a stage: the shipped map has 34 MB.
class ModuleMapTables {
 public:
  // Both are kept by reference.
  ModuleMapTables(const module_map::ModuleMap& map, const std::vector<float>& azimuths)
      : map_(map), azimuths_(azimuths) {}

  // Copies them at the first call, while other lanes wait. Throws OutOfMemory.
  ModuleMapView on_device(Lane& lane);

 private:
  const module_map::ModuleMap& map_;
  const std::vector<float>& azimuths_;

  std::mutex mutex_;
  bool uploaded_ = false;
  ModuleMapView view_{};
  DeviceBuffer<std::uint32_t> pair_first_, inner_module_, outer_module_;
  DeviceBuffer<module_map::DoubletWindow> pair_window_;
  DeviceBuffer<std::uint32_t> triplet_first_, outer_pair_;
  DeviceBuffer<module_map::TripletWindow> triplet_;
  DeviceBuffer<float> azimuth_;
};

}  // namespace trackloom::cuda
