// An edge classifier as a LibTorch module: one definition per architecture, used for training and
// inference.
#pragma once

#include <memory>

#include "gnn_torch/mlp.hpp"

namespace trackloom::gnn {

struct ForwardOptions {
  Path path = Path::fused;
  // Where gradients are on, keeps only what enters each message-passing iteration and computes the
  // inside again in the backward pass: less memory, one more forward pass.
  bool checkpoint = false;
};

class EdgeClassifier : public torch::nn::Module {
 public:
  // One logit per edge, [edges]. In training mode batch norm uses the rows of this graph.
  virtual torch::Tensor forward(const GraphTensors& graph, const ForwardOptions& options) = 0;
};

// Its parameters and buffers have the names of parameter_specs, and batch norm's buffers batch_mean
// and batch_var. `architecture` has been checked.
std::shared_ptr<EdgeClassifier> make_edge_classifier(const Architecture& architecture);

// `count` MLPs as the modules NAME.0, NAME.1, ... of `parent`.
std::vector<Mlp> register_mlps(torch::nn::Module& parent, const std::string& name,
                               std::int64_t count, const Architecture& architecture,
                               std::int64_t in, std::int64_t out);

}  // namespace trackloom::gnn
