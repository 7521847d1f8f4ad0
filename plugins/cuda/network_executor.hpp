// `executor: cuda` of gnn.interaction_network: graphs from the host, logits back. A pipeline whose
// other stages run on the device too uses cuda.interaction_network, which copies nothing.
#pragma once

#include <memory>
#include <span>

#include "cuda/device_stage.hpp"
#include "cuda/network_on_device.hpp"
#include "gnn/graph_executor.hpp"

namespace trackloom::cuda {

// One stream and workspace on device 0. The caller's thread sleeps while the device works. Not
// thread-safe; several may run side by side.
class NetworkExecutor : public gnn::GraphExecutor {
 public:
  // Throws ConfigError where there is no device, std::runtime_error if no kernel knows the model.
  explicit NetworkExecutor(const gnn::Model& model);
  // Sources must ascend, as in a HitGraph.
  void logits(const gnn::GraphInput& graph, std::span<float> out) override;

 private:
  void run(const gnn::GraphInput& graph, std::span<float> out);

  gnn::Model model_;
  NetworkOnDevice network_;
  Features features_;
  Graph graph_;
  PinnedBuffer<float> staging_;
  Lane lane_;
};

}  // namespace trackloom::cuda
