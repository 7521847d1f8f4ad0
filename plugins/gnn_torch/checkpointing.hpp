// Gradient checkpointing (Chen et al., arXiv:1604.06174): part of a network whose inside is not
// kept for the backward pass but computed again in it.
#pragma once

#include <torch/torch.h>

#include <functional>
#include <vector>

namespace trackloom::gnn {

using Tensors = std::vector<torch::Tensor>;
using Segment = std::function<Tensors(const Tensors&)>;

// segment(inputs). With `checkpoint` and gradients on, only the inputs are kept; the segment runs
// again in the backward pass and adds the gradients of its parameters to their .grad() there. It
// must be a function of its inputs and its parameters; the first input must require a gradient.
Tensors run_segment(const Segment& segment, const Tensors& inputs, bool checkpoint);

}  // namespace trackloom::gnn
