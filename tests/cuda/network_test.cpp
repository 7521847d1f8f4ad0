// The device's network against plain double precision, on a shipped event and its shipped weights.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "cuda/cut_stage.hpp"
#include "cuda/graph_fixture.hpp"
#include "cuda/grids.hpp"
#include "cuda/network_executor.hpp"
#include "cuda/network_stage.hpp"
#include "cuda/network_weights.hpp"
#include "cuda/reference_network.hpp"
#include "gnn/features.hpp"
#include "gnn/native_executor.hpp"

using namespace trackloom;
using namespace trackloom::cuda;
using namespace trackloom::cuda::test;

namespace {

// docs/gpu.md: what scores may differ by, fp32 against double precision.
constexpr double tolerance = 1e-3;
// And in fp16: at most, and on average.
constexpr double half_tolerance = 0.08, half_average = 0.002;

ReferenceNetwork::Rows rows_of(const std::vector<float>& values, std::int64_t width) {
  ReferenceNetwork::Rows rows;
  for (std::size_t i = 0; i < values.size(); i += static_cast<std::size_t>(width)) {
    rows.emplace_back(values.begin() + static_cast<std::ptrdiff_t>(i),
                      values.begin() + static_cast<std::ptrdiff_t>(i) + width);
  }
  return rows;
}

// Scores by the features of gnn.interaction_network and ReferenceNetwork.
std::vector<double> expected_scores(const gnn::Model& model, const ClusterShapes* shapes,
                                    const HostGraph& in) {
  const gnn::Architecture& a = model.architecture;
  const auto& hits = sample().event.hits;
  const gnn::EventInput event{hits, nullptr, shapes, &sample().detector, &in.scores};
  std::vector<float> nodes, edges;
  std::vector<std::int32_t> source, target;
  gnn::node_features(event, a, nodes);
  gnn::signed_edges(in.graph, hits.size(), source, target);
  const auto stride = static_cast<std::size_t>(a.edge_width());
  edges.resize(in.graph.edges() * stride);
  gnn::edge_features(nodes, a.node_width(), source, target, stride, edges);
  gnn::extra_features(event, in.graph, a, stride, edges.data() + a.edge_features);
  std::vector<double> scores =
      ReferenceNetwork(model)(rows_of(nodes, a.node_width()), rows_of(edges, a.edge_width()),
                              in.graph.source, in.graph.target);
  for (double& s : scores) s = 1 / (1 + std::exp(-s));
  return scores;
}

std::vector<float> scores_of(const NetworkStage::Config& config, const DeviceHits& hits,
                             const DeviceScores* prior, const DeviceGraph& graph,
                             const ClusterShapes* shapes = &sample().shapes) {
  OneLane<NetworkStage> network(config);
  acquire(network.stage, *network.lane, hits, prior, graph, sample().event.hits, shapes,
          sample().detector);
  DeviceScores scores;
  network.stage.produce(*network.lane, scores);
  return copy_out(graph, scores).scores.value;
}

double largest_difference(const std::vector<double>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::fabs(a[i] - b[i]));
  return largest;
}

double average_difference(const std::vector<double>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::fabs(a[i] - b[i]);
  return sum / static_cast<double>(a.size());
}

NetworkStage::Config with_weights(const std::string& path) {
  NetworkStage::Config config;
  config.weights = path;
  return config;
}

void check_shipped(const std::string& name, int edges, const std::string& precision = "fp32") {
  const double allowed = precision == "fp32" ? tolerance : half_tolerance;
  const std::string path = share + "/models/" + name + ".safetensors";
  const gnn::Model model = gnn::read_model(path);
  const OnDevice device(map_config(0.0003F, edges));
  const HostGraph host = copy_out(device.graph, device.scores);
  const auto expected = expected_scores(model, &sample().shapes, host);
  std::vector<float> first;
  in_every_order([&] {
    auto config = with_weights(path);
    config.precision = precision;
    const auto scores = scores_of(config, device.hits, &device.scores, device.graph);
    const double difference = largest_difference(expected, scores);
    MESSAGE(name << " in " << precision << ": scores differ by up to " << difference << ", "
                 << average_difference(expected, scores) << " on average");
    CHECK(difference < allowed);
    CHECK(average_difference(expected, scores) < half_average);
    if (first.empty()) first = scores;
    CHECK(scores == first);
  });
}

}  // namespace

TEST_CASE("the device scores candidates as the shipped filter does") {
  check_shipped("edge_filter", 20000);
}

TEST_CASE("the device scores edges as the shipped interaction network does") {
  check_shipped("interaction_network_clusters", 5000);
  check_shipped("interaction_network", 5000);
  check_shipped("exatrkx_network", 5000);
}

TEST_CASE("in fp16 the device scores as in double precision, but for rounding") {
  check_shipped("edge_filter", 20000, "fp16");
  check_shipped("interaction_network_clusters", 5000, "fp16");
  check_shipped("interaction_network", 5000, "fp16");
  check_shipped("exatrkx_network", 5000, "fp16");
}

TEST_CASE("an event without cells is scored on the device as without cluster shapes") {
  const std::string path = share + "/models/edge_filter.safetensors";
  const ClusterShapes none;
  DeviceHits hits;
  copy_in(sample().event.hits, &none, hits);
  const OnDevice device(map_config(0.0003F, 3000));
  const auto expected =
      expected_scores(gnn::read_model(path), &none, copy_out(device.graph, device.scores));
  CHECK(largest_difference(expected, scores_of(with_weights(path), hits, &device.scores,
                                               device.graph, &none)) < tolerance);
}

TEST_CASE("hidden sizes, norms and layers of the device's network") {
  const OnDevice device(map_config(0.0003F, 1500));
  const HostGraph host = copy_out(device.graph, device.scores);
  unsigned seed = 1;
  for (const std::int64_t hidden : {16, 32, 64}) {
    for (const gnn::Norm norm : {gnn::Norm::none, gnn::Norm::layer, gnn::Norm::batch}) {
      gnn::Model model;
      model.architecture.hidden = hidden;
      model.architecture.iterations = 2;
      model.architecture.hidden_layers = 1 + seed % 2;
      model.architecture.norm = norm;
      model.architecture.residual = seed % 3 != 0;
      const auto specs = gnn::parameter_specs(model.architecture);
      model.parameters = neural::initial_parameters(specs, seed++);
      // Biases, norms and statistics that are not just zeros and ones.
      for (std::size_t i = 0; i < model.parameters.size(); ++i) {
        model.parameters[i] += 0.01F * static_cast<float>(i % 7);
      }
      std::vector<neural::NamedTensor> tensors;
      neural::append_tensors(tensors, "", specs, model.parameters);
      const std::filesystem::path file =
          std::filesystem::temp_directory_path() / ("trackloom-cuda-" + std::to_string(hidden) +
                                                    "-" + std::to_string(seed) + ".safetensors");
      neural::write_safetensors(file, tensors, gnn::to_metadata(model.architecture));
      auto config = with_weights(file);
      const auto scores = scores_of(config, device.hits, nullptr, device.graph);
      config.precision = "fp16";
      const auto in_half = scores_of(config, device.hits, nullptr, device.graph);
      std::filesystem::remove(file);
      CAPTURE(hidden);
      CAPTURE(static_cast<int>(norm));
      const auto expected = expected_scores(model, &sample().shapes, host);
      CHECK(largest_difference(expected, scores) < tolerance);
      CHECK(largest_difference(expected, in_half) < half_tolerance);
    }
  }
}

TEST_CASE("a network that needs more memory than allowed fails, or is done on the CPU") {
  const OnDevice device(map_config(0.0003F, 5000));
  auto config = with_weights(share + "/models/interaction_network_clusters.safetensors");
  config.memory_mb = 1;
  CHECK_THROWS_AS(scores_of(config, device.hits, &device.scores, device.graph), OutOfMemory);
  config.overflow = "cpu";
  const auto expected = expected_scores(gnn::read_model(config.weights), &sample().shapes,
                                        copy_out(device.graph, device.scores));
  CHECK(largest_difference(expected, scores_of(config, device.hits, &device.scores, device.graph)) <
        tolerance);
}

TEST_CASE("the executor for graphs from the host gives the logits of the native one") {
  const gnn::Model model =
      gnn::read_model(share + "/models/interaction_network_clusters.safetensors");
  const OnDevice device(map_config(0.0003F, 4000));
  const HostGraph host = copy_out(device.graph, device.scores);
  const auto& hits = sample().event.hits;
  const gnn::EventInput event{hits, nullptr, &sample().shapes, &sample().detector, &host.scores};
  std::vector<float> nodes;
  std::vector<std::int32_t> source, target;
  gnn::node_features(event, model.architecture, nodes);
  gnn::signed_edges(host.graph, hits.size(), source, target);
  const auto stride = static_cast<std::size_t>(model.architecture.edge_width());
  std::vector<float> edges(source.size() * stride), native(source.size()), logits(source.size());
  gnn::edge_features(nodes, model.architecture.node_width(), source, target, stride, edges);
  gnn::extra_features(event, host.graph, model.architecture, stride, edges.data() + 6);
  const gnn::GraphInput input{static_cast<std::int64_t>(hits.size()), nodes, edges, source, target};
  gnn::NativeExecutor(model).logits(input, native);
  NetworkExecutor executor(model);
  for (int i = 0; i < 2; ++i) {
    std::fill(logits.begin(), logits.end(), 0.0F);
    executor.logits(input, logits);
    for (std::size_t e = 0; e < logits.size(); ++e) {
      REQUIRE(std::fabs(logits[e] - native[e]) < 2e-3 * std::max(1.0F, std::fabs(native[e])));
    }
  }
  std::vector<std::int32_t> unsorted(source.rbegin(), source.rend());
  CHECK_THROWS_WITH(executor.logits({input.nodes, nodes, edges, unsorted, target}, logits),
                    doctest::Contains("ordered by their source"));
}

TEST_CASE("a network that no kernel knows is refused, and the CPU's stage is named") {
  gnn::Architecture architecture;
  architecture.hidden = 128;
  CHECK_THROWS_WITH(check_supported(architecture), doctest::Contains("gnn.interaction_network"));
}

TEST_CASE("a network with Hough parameters, which the device does not make, is refused") {
  gnn::Model model;
  model.architecture.edge_features = 10;
  const auto specs = gnn::parameter_specs(model.architecture);
  model.parameters = neural::initial_parameters(specs, 1);
  std::vector<neural::NamedTensor> tensors;
  neural::append_tensors(tensors, "", specs, model.parameters);
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / "trackloom-cuda-hough.safetensors";
  neural::write_safetensors(file, tensors, gnn::to_metadata(model.architecture));
  CHECK_THROWS_WITH(NetworkStage{with_weights(file)}, doctest::Contains("Hough"));
  std::filesystem::remove(file);
}

TEST_CASE("a network without what it was trained with is refused on the device") {
  const OnDevice device(map_config(0.0003F, 500));
  const auto config = with_weights(share + "/models/edge_filter.safetensors");
  CHECK_THROWS_WITH(scores_of(config, device.hits, nullptr, device.graph),
                    doctest::Contains("port 'prior'"));
  DeviceHits without;
  copy_in(sample().event.hits, nullptr, without);
  CHECK_THROWS_WITH(scores_of(config, without, &device.scores, device.graph, nullptr),
                    doctest::Contains("cluster_shapes"));
}
