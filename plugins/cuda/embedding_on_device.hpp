// The embedding of metric_learning, run on a device.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "cuda/embedding_kernels.hpp"
#include "cuda/lane.hpp"
#include "cuda/products.hpp"
#include "metric_learning/architecture.hpp"

namespace trackloom::cuda {

// Weights and workspace of one lane. Features and points are those of metric_learning.embed but for
// the order of sums and the device's own asinh, atan2, cosine and sine.
class EmbeddingOnDevice {
 public:
  // The model is kept by reference.
  explicit EmbeddingOnDevice(const metric_learning::Model& model);

  // Points of all hits. Throws std::runtime_error where the event lacks what the model wants or a
  // point is not finite, OutOfMemory.
  void embed(Lane& lane, const HitColumns& hits, PointRows& points);

 private:
  // Where a layer's numbers are in weights_.
  struct LayerPlace {
    std::size_t weight = 0, bias = 0, norm = 0;
    std::uint32_t inputs = 0, outputs = 0;  // padded to multiples of 4
  };

  void pack();
  void upload(Lane& lane, const std::shared_ptr<const Detector>& detector);

  const metric_learning::Model& model_;
  std::vector<float> packed_;
  std::vector<LayerPlace> layers_;
  std::shared_ptr<const Detector> detector_;  // whose modules are uploaded
  DeviceBuffer<network_kernels::ModuleShape> modules_;
  DeviceBuffer<float> weights_;
  DeviceBuffer<float> rows_[2];
  DeviceBuffer<std::uint32_t> not_finite_;
};

}  // namespace trackloom::cuda
