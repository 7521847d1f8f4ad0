// The interaction network (IN1 of gnn/architecture.hpp), run on a device.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cuda/lane.hpp"
#include "cuda/network_core.hpp"
#include "cuda/network_kernels.hpp"
#include "cuda/products.hpp"

namespace trackloom::cuda {

// Rows of features as gnn::GraphInput has them, each padded with zeros to a multiple of 4 floats.
struct Features {
  DeviceBuffer<float> nodes, edges;
};

// Weights and workspace of one lane. Features and numbers are those of gnn.interaction_network but
// for the order of sums within a row of an MLP, the device's exp, log and asinh, and what fp16
// rounds (docs/gpu.md). Depends on the event alone: the order of no sum depends on the schedule.
class NetworkOnDevice {
 public:
  // The model, which check_supported has let pass, is kept by reference.
  explicit NetworkOnDevice(const gnn::Model& model, Precision precision = Precision::fp32);

  // Scores of the graph's edges. Throws std::runtime_error where the event lacks what the model
  // wants or a score is not finite, OutOfMemory.
  void score(Lane& lane, const HitColumns& hits, const Graph& graph, const Scores* prior,
             Scores& scores);
  // Of a graph with features that are ready; valid until the next call. At least one edge.
  const DeviceBuffer<float>& logits(Lane& lane, const Features& features, const Graph& graph);

 private:
  // A network without iterations is an MLP on each edge alone: it takes so many at a time, which
  // bounds the memory and changes no number.
  static constexpr std::uint32_t chunk = 1U << 20;

  void upload_modules(Lane& lane, const std::shared_ptr<const Detector>& detector);
  void check(const HitColumns& hits, const Graph& graph, const Scores* prior) const;
  void node_features(Lane& lane, const HitColumns& hits);
  void edge_features(Lane& lane, const HitColumns& hits, const EdgeRange& edges);

  const gnn::Model& model_;
  std::unique_ptr<NetworkCore> core_;
  std::shared_ptr<const Detector> detector_;  // whose modules are uploaded
  DeviceBuffer<network_kernels::ModuleShape> modules_;
  DeviceBuffer<network_kernels::HitRecord> records_;
  std::uint32_t node_width_ = 0, edge_width_ = 0;  // of the rows of features
  Features features_;
  DeviceBuffer<std::uint32_t> not_finite_;
};

}  // namespace trackloom::cuda
