// Executors of gnn.interaction_network side by side on real events: the shipped small events
// through map, filter and network of default.yaml, every edge.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "event_data/cluster_shape.hpp"
#include "gnn/features.hpp"
#include "gnn/native_executor.hpp"
#include "gnn/used_nodes.hpp"
#include "gnn_torch/executor.hpp"
#include "layer_map/build_graph.hpp"
#include "trackml/detector_csv.hpp"
#include "trackml/event_reader.hpp"

using namespace trackloom;
using namespace trackloom::gnn;

namespace {

const std::filesystem::path share = TRACKLOOM_SOURCE_DIR "/share";

struct Side {
  std::vector<float> logits;
  std::vector<float> scores() const {
    std::vector<float> result;
    for (const float logit : logits) result.push_back(1.0F / (1.0F + std::exp(-logit)));
    return result;
  }
};

// Compares both executors on one graph; returns the scores.
std::vector<float> compare(const std::string& weights, const EventInput& event,
                           const HitGraph& graph) {
  const Model model = read_model(share / "models" / weights);
  const Architecture& a = model.architecture;
  std::vector<std::int32_t> source, target, row;
  std::vector<float> nodes, edges(graph.edges() * a.edge_width());
  signed_edges(graph, event.hits.size(), source, target);
  node_features(event, a, nodes);
  edge_features(nodes, a.node_width(), source, target, a.edge_width(), edges);
  extra_features(event, graph, a, a.edge_width(), edges.data() + a.edge_features);
  const std::int64_t kept =
      keep_used_nodes(graph.nodes, a.node_width(), nodes, source, target, row);
  const GraphInput input = {kept, nodes, edges, source, target};
  Side native{std::vector<float>(graph.edges())}, fused = native, reference = native;
  NativeExecutor(model).logits(input, native.logits);
  Executor torch(a);
  torch.set_parameters(model.parameters);
  torch.logits(input, fused.logits);
  torch.logits(input, reference.logits, true);
  double largest = 0;
  for (std::size_t i = 0; i < graph.edges(); ++i) {
    const double expected = reference.logits[i];
    largest = std::max(largest, std::abs(native.logits[i] - expected) / (1 + std::abs(expected)));
    REQUIRE(std::abs(native.logits[i] - expected) < 1e-3 * (1 + std::abs(expected)));
    REQUIRE(std::abs(fused.logits[i] - expected) < 1e-3 * (1 + std::abs(expected)));
  }
  const auto exact = reference.scores();
  for (const NativePrecision precision : {NativePrecision::bf16, NativePrecision::int8}) {
    Side rounded{std::vector<float>(graph.edges())};
    NativeExecutor(model, precision).logits(input, rounded.logits);
    const auto scores = rounded.scores();
    double most = 0, mean = 0;
    for (std::size_t i = 0; i < graph.edges(); ++i) {
      const double difference = std::abs(double{scores[i]} - exact[i]);
      most = std::max(most, difference);
      mean += difference / static_cast<double>(graph.edges());
    }
    const bool bf16 = precision == NativePrecision::bf16;
    MESSAGE(weights, ": scores in ", bf16 ? "bf16" : "int8", " differ by at most ", most,
            ", on average ", mean);
    CHECK(most < (bf16 ? 0.25 : 0.6));
    CHECK(mean < (bf16 ? 0.001 : 0.004));
  }
  MESSAGE(weights, ": ", graph.edges(), " edges, largest difference ", largest);
  return native.scores();
}

}  // namespace

TEST_CASE("native, in every precision, and LibTorch score the edges of real events alike") {
  const trackml::DataSet data_set(share / "events_small");
  trackml::ReadScratch scratch;
  trackml::ByteBuffer text;
  data_set.store().read(*data_set.detector(), std::uint64_t{1} << 32, scratch, text);
  DetectorRef detector;
  detector.detector =
      std::make_shared<const Detector>(trackml::parse_detector("detectors.csv", text));
  trackml::EventReader reader(data_set, *detector, {});
  layer_map::BuildGraph build({(share / "maps/layer_map.tlmap").string(), 0.0003F, 2500000});
  trackml::EventData event;
  ClusterShapes shapes;
  HitGraph candidates;
  EdgeScores prior;
  for (const auto& files : data_set.events()) {
    reader.read(files, event);
    shapes.fill(event.cells);
    build(event.hits, detector, nullptr, candidates, prior);
    REQUIRE(candidates.edges() > 10000);
    const std::vector<float> filtered =
        compare("edge_filter.safetensors", {event.hits, &event.cells, &shapes, &detector, &prior},
                candidates);
    HitGraph graph;
    EdgeScores kept;
    graph.nodes = candidates.nodes;
    for (std::size_t i = 0; i < filtered.size(); ++i) {
      if (filtered[i] < 0.005F) continue;
      graph.source.push_back(candidates.source[i]);
      graph.target.push_back(candidates.target[i]);
      kept.value.push_back(filtered[i]);
    }
    graph.index();
    compare("interaction_network_clusters.safetensors",
            {event.hits, &event.cells, &shapes, &detector, &kept}, graph);
  }
}
