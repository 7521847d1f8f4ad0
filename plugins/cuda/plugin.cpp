#include "trackloom/plugin.hpp"

#include "cuda/components_stage.hpp"
#include "cuda/copy_in.hpp"
#include "cuda/copy_out.hpp"
#include "cuda/cut_stage.hpp"
#include "cuda/layer_map_stage.hpp"
#include "cuda/network_stage.hpp"

namespace cuda = trackloom::cuda;

TRACKLOOM_PLUGIN("cuda", "1.0", trackloom::stage<cuda::CopyIn>("copy_in"),
                 trackloom::stage<cuda::LayerMapStage>("layer_map"),
                 trackloom::stage<cuda::NetworkStage>("interaction_network"),
                 trackloom::stage<cuda::CutStage>("cut"),
                 trackloom::stage<cuda::CopyOut>("copy_out"),
                 trackloom::stage<cuda::ConnectedComponents>("connected_components"),
                 trackloom::stage<cuda::BestEdges>("best_edges"))
