#include "trackloom/plugin.hpp"

#include "metric_learning/embed.hpp"
#include "metric_learning/radius_graph.hpp"
#include "metric_learning/train_embedding.hpp"

TRACKLOOM_PLUGIN("metric_learning", "1.0",
                 trackloom::stage<trackloom::metric_learning::Embed>("embed"),
                 trackloom::stage<trackloom::metric_learning::RadiusGraph>("radius_graph"),
                 trackloom::stage<trackloom::metric_learning::TrainEmbedding>("train_embedding"))
