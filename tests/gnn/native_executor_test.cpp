// The native executor against the formulas, and what the stage says of executors it cannot have.
#include "gnn/native_executor.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "gnn/architectures.hpp"
#include "gnn/interaction_network_stage.hpp"
#include "gnn/plain_network.hpp"
#include "gnn/test_files.hpp"
#include "gnn/used_nodes.hpp"
#include "trackloom/error.hpp"

using namespace trackloom;
using namespace trackloom::gnn;
using test::architectures;
using test::parameters_of;

TEST_CASE("the native executor computes the formulas, for every option") {
  for (const Architecture& architecture : architectures()) {
    CAPTURE(to_metadata(architecture).at("architecture"));
    CAPTURE(architecture.hidden);
    const auto parameters = parameters_of(architecture);
    NativeExecutor executor({architecture, parameters, {}});
    // The second graph is smaller: nothing may be left of the first.
    for (const std::int64_t edges : {211, 97}) {
      const auto graph = test::random_graph(architecture, 37, edges, 3);
      const auto expected = test::PlainNetwork(architecture, parameters).logits(graph);
      std::vector<float> logits(graph.source.size());
      executor.logits(graph.input(), logits);
      for (std::size_t i = 0; i < expected.size(); ++i) {
        REQUIRE(logits[i] == doctest::Approx(expected[i]).epsilon(2e-4));
      }
    }
  }
}

TEST_CASE("in bf16 and int8 it computes the formulas to 8 bits, for every option") {
  for (const NativePrecision precision : {NativePrecision::bf16, NativePrecision::int8}) {
    CAPTURE(static_cast<int>(precision));
    for (const Architecture& architecture : architectures()) {
      CAPTURE(to_metadata(architecture).at("architecture"));
      CAPTURE(architecture.hidden);
      const auto parameters = parameters_of(architecture);
      NativeExecutor executor({architecture, parameters, {}}, precision);
      for (const std::int64_t edges : {211, 97}) {
        const auto graph = test::random_graph(architecture, 37, edges, 3);
        const auto expected = test::PlainNetwork(architecture, parameters).logits(graph);
        std::vector<float> logits(graph.source.size());
        executor.logits(graph.input(), logits);
        double square = 0, size = 0;
        for (std::size_t i = 0; i < expected.size(); ++i) {
          square += (logits[i] - expected[i]) * (logits[i] - expected[i]);
          size += expected[i] * expected[i];
        }
        CHECK(std::sqrt(square) <
              (precision == NativePrecision::bf16 ? 0.06 : 0.15) * std::sqrt(size));
      }
    }
  }
}

TEST_CASE("networks without iterations score every edge by itself") {
  for (Architecture architecture : architectures()) {
    architecture.iterations = 0;
    architecture.shared_weights = false;
    CAPTURE(to_metadata(architecture).at("architecture"));
    const auto parameters = parameters_of(architecture);
    const auto graph = test::random_graph(architecture, 37, 211, 3);
    const auto expected = test::PlainNetwork(architecture, parameters).logits(graph);
    std::vector<float> logits(graph.source.size());
    NativeExecutor({architecture, parameters, {}}).logits(graph.input(), logits);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      REQUIRE(logits[i] == doctest::Approx(expected[i]).epsilon(2e-4));
    }
  }
}

TEST_CASE("no native score depends on nodes without edges, to the last bit") {
  const Architecture architecture;
  auto graph = test::random_graph(architecture, 400, 150, 7);
  NativeExecutor executor({architecture, parameters_of(architecture), {}});
  std::vector<float> all(150), kept(150);
  executor.logits(graph.input(), all);
  std::vector<std::int32_t> row;
  graph.nodes = keep_used_nodes(graph.nodes, architecture.node_width(), graph.node_features,
                                graph.source, graph.target, row);
  CHECK(graph.nodes < 300);
  executor.logits(graph.input(), kept);
  CHECK(all == kept);
}

TEST_CASE("an executor whose library is not there is a configuration error that says what to do") {
  const test::TemporaryFolder folder;
  Architecture architecture;
  architecture.hidden = 8;
  architecture.iterations = 1;
  const std::string weights = (folder / "w.safetensors").string();
  write_model(weights, architecture, parameters_of(architecture), {});
  CHECK_NOTHROW(InteractionNetworkStage({weights, "native"}));
  try {
    InteractionNetworkStage stage({weights, "torch", "int8"});
    FAIL("no error");
  } catch (const ConfigError& error) {
    CHECK(error.parameter() == "precision");
  }
  try {  // beside this test there is no plugin
    InteractionNetworkStage stage({weights, "torch"});
    FAIL("no error");
  } catch (const ConfigError& error) {
    CHECK(error.parameter() == "executor");
    CHECK(test::contains(error.what(), "gnn_torch.so"));
    CHECK(test::contains(error.what(), "executor: native"));
  }
}
