// What of a hit's columns follows from others, made on the device: it need not be copied.
#pragma once

#include <memory>
#include <vector>

#include "cuda/lane.hpp"
#include "cuda/products.hpp"

namespace trackloom::cuda {

// One lane's table of the detector.
class DerivedColumns {
 public:
  // Fills r and layer from x, y and module_of, which are on the device. Rooms are there.
  void fill(Lane& lane, HitColumns& hits);

 private:
  std::shared_ptr<const Detector> detector_;  // whose table is uploaded
  DeviceBuffer<std::uint16_t> layer_of_;
};

}  // namespace trackloom::cuda
