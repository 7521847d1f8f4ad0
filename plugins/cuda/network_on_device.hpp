// The interaction network (IN1 of gnn/architecture.hpp), run on a device in fp32.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cuda/incoming.hpp"
#include "cuda/lane.hpp"
#include "cuda/network_kernels.hpp"
#include "cuda/network_weights.hpp"
#include "cuda/products.hpp"

namespace trackloom::cuda {

// Rows of features as gnn::GraphInput has them, each padded with zeros to a multiple of 4 floats.
struct Features {
  DeviceBuffer<float> nodes, edges;
};

// Weights and workspace of one lane. Features and numbers are those of gnn.interaction_network but
// for the order of sums within a row of an MLP and the device's exp, log and asinh (docs/gpu.md).
// Depends on the event alone: no sum crosses threads.
class NetworkOnDevice {
 public:
  // The model, which check_supported has let pass, is kept by reference.
  explicit NetworkOnDevice(const gnn::Model& model) : model_(model) {}

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

  struct Mlp {
    MlpView view;
    const float* products = nullptr;
    DeviceBuffer<float> weights, product_weights;
  };
  // A part of the graph's edges.
  struct Edges {
    const std::uint32_t *source, *target;
    const float* prior;
    std::uint32_t count;
  };

  Mlp upload(Lane& lane, const std::string& name, bool gathered,
             const std::vector<std::int64_t>& dense, std::int64_t out);
  void upload_weights(Lane& lane);
  void upload_modules(Lane& lane, const std::shared_ptr<const Detector>& detector);
  void check(const HitColumns& hits, const Graph& graph, const Scores* prior) const;
  void node_features(Lane& lane, const HitColumns& hits);
  void edge_features(Lane& lane, const HitColumns& hits, const Edges& edges);
  void encode_nodes(Lane& lane, const float* features, std::uint32_t nodes);
  // Logits of these edges, which are all of the graph's where the network has iterations.
  void run_edges(Lane& lane, const Graph& graph, const Edges& edges, const float* features);
  void pass_messages(Lane& lane, const Graph& graph);
  void run(Lane& lane, const Mlp& mlp, const MlpRows& rows);
  void products(Lane& lane, const Mlp& mlp, std::uint32_t nodes);
  MlpRows on_edges(const Edges& edges) const;

  const gnn::Model& model_;
  bool uploaded_ = false;
  Mlp node_encoder_, edge_encoder_, classifier_;
  std::vector<Mlp> node_network_, edge_network_;  // one per iteration, or one
  std::shared_ptr<const Detector> detector_;      // whose modules are uploaded
  DeviceBuffer<network_kernels::ModuleShape> modules_;

  std::uint32_t node_width_ = 0, edge_width_ = 0;  // of the rows of features
  IncomingEdges incoming_;
  Features features_;
  DeviceBuffer<float> x_, e_, product_a_, product_b_;
  DeviceBuffer<float> sum_in_, sum_out_, logit_;
  DeviceBuffer<std::uint32_t> not_finite_;
};

}  // namespace trackloom::cuda
