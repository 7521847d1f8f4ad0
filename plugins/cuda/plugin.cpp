#include "trackloom/plugin.hpp"

#include "cuda/components_stage.hpp"
#include "cuda/copy_in.hpp"
#include "cuda/copy_out.hpp"
#include "cuda/cut_stage.hpp"
#include "cuda/embedding_stage.hpp"
#include "cuda/layer_map_stage.hpp"
#include "cuda/module_map_stage.hpp"
#include "cuda/network_executor.hpp"
#include "cuda/network_stage.hpp"
#include "cuda/radius_graph_stage.hpp"
#include "gnn/library_executor.hpp"

namespace cuda = trackloom::cuda;

TRACKLOOM_PLUGIN("cuda", "1.0", trackloom::stage<cuda::CopyIn>("copy_in"),
                 trackloom::stage<cuda::LayerMapStage>("layer_map"),
                 trackloom::stage<cuda::ModuleMapStage>("module_map"),
                 trackloom::stage<cuda::EmbedStage>("embed"),
                 trackloom::stage<cuda::RadiusGraphStage>("radius_graph"),
                 trackloom::stage<cuda::NetworkStage>("interaction_network"),
                 trackloom::stage<cuda::CutStage>("cut"),
                 trackloom::stage<cuda::CopyOut>("copy_out"),
                 trackloom::stage<cuda::ConnectedComponents>("connected_components"),
                 trackloom::stage<cuda::BestEdges>("best_edges"))

namespace {

void* create(const trackloom::gnn::Model& model, trackloom::Failure& failure) noexcept {
  return trackloom::detail::guarded(failure,
                                    [&]() -> void* { return new cuda::NetworkExecutor(model); });
}
void destroy(void* executor) noexcept {
  delete static_cast<cuda::NetworkExecutor*>(executor);
}
bool logits(void* executor, const trackloom::gnn::GraphInput& graph, std::span<float> out,
            trackloom::Failure& failure) noexcept {
  return trackloom::detail::guarded(failure, [&] {
    static_cast<cuda::NetworkExecutor*>(executor)->logits(graph, out);
    return true;
  });
}

}  // namespace

// For gnn.interaction_network, which loads this library for 'executor: cuda'.
extern "C" __attribute__((visibility("default")))
const trackloom::gnn::ExecutorTable trackloom_gnn_executor;
constinit const trackloom::gnn::ExecutorTable trackloom_gnn_executor = {trackloom::build_stamp,
                                                                        &create, &destroy, &logits};
