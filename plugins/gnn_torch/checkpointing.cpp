#include "gnn_torch/checkpointing.hpp"

namespace trackloom::gnn {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct SegmentHolder : torch::CustomClassHolder {
  explicit SegmentHolder(Segment s) : segment(std::move(s)) {}
  Segment segment;
};

class Checkpointed : public torch::autograd::Function<Checkpointed> {
 public:
  static variable_list forward(AutogradContext* context, at::TensorList inputs,
                               const c10::intrusive_ptr<SegmentHolder>& holder) {
    context->saved_data["segment"] = c10::IValue::make_capsule(holder);
    context->save_for_backward(inputs.vec());
    context->set_materialize_grads(false);
    return holder->segment(inputs.vec());  // gradients are off here
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    const auto capsule = context->saved_data["segment"].toCapsule();
    const Segment& segment = static_cast<const SegmentHolder&>(*capsule).segment;
    variable_list inputs;
    for (const torch::Tensor& saved : context->get_saved_variables()) {
      inputs.push_back(saved.detach().requires_grad_(saved.requires_grad()));
    }
    const torch::AutoGradMode gradients(true);
    variable_list outputs = segment(inputs);
    variable_list used, used_grads;  // an output may lead nowhere
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      if (!grads[i].defined() || !outputs[i].requires_grad()) continue;
      used.push_back(outputs[i]);
      used_grads.push_back(grads[i]);
    }
    if (!used.empty()) torch::autograd::backward(used, used_grads);
    variable_list result;
    for (const torch::Tensor& input : inputs) result.push_back(input.grad());
    result.emplace_back();  // of the argument that is no tensor
    return result;
  }
};

}  // namespace

Tensors run_segment(const Segment& segment, const Tensors& inputs, bool checkpoint) {
  if (!checkpoint || !at::GradMode::is_enabled()) return segment(inputs);
  return Checkpointed::apply(at::TensorList(inputs), c10::make_intrusive<SegmentHolder>(segment));
}

}  // namespace trackloom::gnn
