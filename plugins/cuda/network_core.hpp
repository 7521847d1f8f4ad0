// The steps of an interaction network (IN1 of gnn/architecture.hpp) on a device, features to
// logits: the same ones for rows of fp32 and of halves.
#pragma once

#include <cstdint>
#include <memory>

#include "cuda/lane.hpp"
#include "cuda/products.hpp"
#include "gnn/architecture.hpp"

namespace trackloom::cuda {

// What x, e, sums and products are kept in and multiplied as. Sums, norms and logits are fp32
// always.
enum class Precision { fp32, fp16 };

// A part of a graph's edges.
struct EdgeRange {
  const std::uint32_t *source, *target;
  const float* prior;
  std::uint32_t count;
};

// Weights and workspace of one lane.
class NetworkCore {
 public:
  virtual ~NetworkCore() = default;
  // x = node_encoder(features), for every node: those without edges change no score. Features are
  // rows of floats, padded with zeros to a multiple of 4. Throws OutOfMemory.
  virtual void encode_nodes(Lane& lane, const float* features, std::uint32_t nodes) = 0;
  // Logits of these edges, which are all of the graph's where the network has iterations; valid
  // until the next call.
  virtual const DeviceBuffer<float>& run_edges(Lane& lane, const Graph& graph,
                                               const EdgeRange& edges, const float* features) = 0;
};

// The model, which check_supported has let pass, is kept by reference.
std::unique_ptr<NetworkCore> make_network_core(const gnn::Model& model, Precision precision);

}  // namespace trackloom::cuda
