#include "trackloom/plugin.hpp"

#include "gnn/library_executor.hpp"
#include "gnn_torch/executor.hpp"
#include "gnn_torch/heap.hpp"
#include "gnn_torch/torchscript_stage.hpp"
#include "gnn_torch/train_stage.hpp"

TRACKLOOM_PLUGIN(
    "gnn_torch", "1.0", trackloom::stage<trackloom::gnn::TorchScriptStage>("torchscript"),
    trackloom::stage<trackloom::gnn::TrainInteractionNetwork>("train_interaction_network"))

namespace {

using trackloom::gnn::Executor;

void* create(const trackloom::gnn::Model& model, trackloom::Failure& failure) noexcept {
  return trackloom::detail::guarded(failure, [&]() -> void* {
    trackloom::gnn::keep_large_blocks();
    auto executor = std::make_unique<Executor>(model.architecture);
    executor->set_parameters(model.parameters);
    return executor.release();
  });
}
void destroy(void* executor) noexcept {
  delete static_cast<Executor*>(executor);
}
bool logits(void* executor, const trackloom::gnn::GraphInput& graph, std::span<float> out,
            trackloom::Failure& failure) noexcept {
  return trackloom::detail::guarded(failure, [&] {
    static_cast<Executor*>(executor)->logits(graph, out);
    return true;
  });
}

}  // namespace

// For gnn.interaction_network, which loads this library for 'executor: torch'.
extern "C" __attribute__((visibility("default")))
const trackloom::gnn::ExecutorTable trackloom_gnn_executor;
constinit const trackloom::gnn::ExecutorTable trackloom_gnn_executor = {trackloom::build_stamp,
                                                                        &create, &destroy, &logits};
