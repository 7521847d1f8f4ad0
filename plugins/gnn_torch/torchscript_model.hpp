// A TorchScript model of the user's own as an edge classifier, without torch in this header.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "gnn_torch/executor.hpp"

namespace trackloom::gnn {

// What a model is expected to be. `inputs` are ARGUMENT=CONTENT, where CONTENT is
//   node_features [nodes, node_width] float32    edge_features [edges, edge_width] float32
//   edge_index [2, edges] int64, row 0 the inner ends (source), row 1 the outer (target)
//   source, target [edges] int64
// The result is a tensor [edges] or [edges, 1] of float32: what forward returns, or with `output`
// the field of that name in its named tuple, the key of its Dict, or the number of the place in its
// tuple.
struct TorchScriptSignature {
  std::vector<std::string> inputs;
  std::string output;
  std::int64_t node_width = 0, edge_width = 0;
  bool probability = false;  // the sigmoid is inside the model
};

// Not thread-safe; several may run side by side, each on one thread of torch. The model runs in
// evaluation mode on the CPU without run-time optimisation, which could change results between
// calls.
class TorchScriptModel {
 public:
  // Reads the file and runs the model on two small graphs. Throws std::runtime_error that says what
  // was expected and what the model has if its arguments, shapes or types are others.
  TorchScriptModel(const std::filesystem::path& path, const TorchScriptSignature& signature);
  ~TorchScriptModel();

  // One score in [0, 1] per edge. Throws std::runtime_error if the model fails or a score is not
  // finite or, from a model with the sigmoid inside, not in [0, 1].
  void scores(const GraphInput& graph, std::span<float> out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trackloom::gnn
