// Every architecture against a plain C++ reference written from the formulas alone.
#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>

#include "gnn/architectures.hpp"
#include "gnn/plain_network.hpp"
#include "gnn/used_nodes.hpp"
#include "gnn_torch/executor.hpp"

using namespace trackloom::gnn;
using test::architectures;
using test::parameters_of;
using test::PlainNetwork;
using test::small;

namespace {

// Loss of a plain network whose labels and weights depend on the edge's number alone.
float label_of(std::size_t i) {
  return static_cast<float>(i % 2);
}
float weight_of(std::size_t i) {
  return 0.1F * static_cast<float>(i % 3);
}
double plain_loss(PlainNetwork& network, const test::RandomGraph& graph) {
  const std::vector<double> logits = network.logits(graph);
  double sum = 0, norm = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const double signed_logit = label_of(i) > 0.5F ? logits[i] : -logits[i];
    sum += weight_of(i) * std::log1p(std::exp(-signed_logit));
    norm += weight_of(i);
  }
  return sum / norm;
}

}  // namespace

TEST_CASE("both paths of the network compute the formulas, for every option") {
  for (const Architecture& architecture : architectures()) {
    CAPTURE(architecture.hidden);
    // More edges than a block of the kernel, and no multiple of one.
    const auto graph = test::random_graph(architecture, 37, 211, 3);
    const auto parameters = parameters_of(architecture);
    const auto expected = PlainNetwork(architecture, parameters).logits(graph);
    Executor executor(architecture);
    executor.set_parameters(parameters);
    for (const bool reference : {false, true}) {
      std::vector<float> logits(graph.source.size());
      executor.logits(graph.input(), logits, reference);
      for (std::size_t i = 0; i < expected.size(); ++i) {
        REQUIRE(logits[i] == doctest::Approx(expected[i]).epsilon(2e-4));
      }
    }
  }
}

TEST_CASE("the fused path's gradient is that of torch's own operations") {
  for (const Architecture& architecture : architectures()) {
    CAPTURE(architecture.hidden);
    const auto graph = test::random_graph(architecture, 37, 211, 4);
    const auto parameters = parameters_of(architecture);
    std::vector<float> label(211), weight(211);
    for (std::size_t i = 0; i < 211; ++i) {
      label[i] = label_of(i);
      weight[i] = weight_of(i);
    }
    Executor executor(architecture);
    executor.set_parameters(parameters);
    std::vector<float> fused(parameters.size(), 7.0F), reference(parameters.size(), 9.0F);
    const double a = executor.loss_and_gradient(graph.input(), label, weight, fused);
    const double b = executor.loss_and_gradient(graph.input(), label, weight, reference, true);
    CHECK(a == doctest::Approx(b).epsilon(1e-5));
    double largest = 0;
    for (const float value : reference) largest = std::max(largest, std::abs(double{value}));
    CHECK(largest > 1e-4);
    for (std::size_t i = 0; i < fused.size(); ++i) {
      REQUIRE(std::abs(fused[i] - reference[i]) < 2e-5 * largest + 1e-4 * std::abs(reference[i]));
    }
  }
}

TEST_CASE("the gradient is the slope of the formulas' loss, batch norm on the graph's own rows") {
  for (Architecture architecture : architectures()) {
    architecture.hidden = 8;
    CAPTURE(to_metadata(architecture).at("architecture"));
    CAPTURE(to_metadata(architecture).at("norm"));
    const auto graph = test::random_graph(architecture, 11, 23, 6);
    const auto parameters = parameters_of(architecture);
    std::vector<float> label(23), weight(23), gradient(parameters.size());
    for (std::size_t i = 0; i < 23; ++i) {
      label[i] = label_of(i);
      weight[i] = weight_of(i);
    }
    Executor executor(architecture);
    executor.set_parameters(parameters);
    const double loss = executor.loss_and_gradient(graph.input(), label, weight, gradient);
    PlainNetwork plain(architecture, parameters, true);
    CHECK(loss == doctest::Approx(plain_loss(plain, graph)).epsilon(1e-4));
    double largest = 0;
    for (const ParameterSpec& spec : parameter_specs(architecture)) {
      const std::size_t count = element_count(spec.shape);
      for (std::size_t i = spec.offset; i < spec.offset + count; i += count / 3 + 1) {
        CAPTURE(spec.name);
        if (is_running_statistic(spec)) {
          REQUIRE(gradient[i] == doctest::Approx(plain.measured[i]).epsilon(1e-3));
          continue;
        }
        const double step = 1e-6, value = plain.values[i];
        plain.values[i] = value + step;
        const double above = plain_loss(plain, graph);
        plain.values[i] = value - step;
        const double slope = (above - plain_loss(plain, graph)) / (2 * step);
        plain.values[i] = value;
        largest = std::max(largest, std::abs(slope));
        REQUIRE(std::abs(gradient[i] - slope) < 2e-4 + 5e-3 * std::abs(slope));
      }
    }
    CHECK(largest > 2e-3);
  }
}

TEST_CASE("gradient checkpointing changes no loss and no gradient") {
  for (const Architecture& architecture : architectures()) {
    CAPTURE(to_metadata(architecture).at("architecture"));
    const auto graph = test::random_graph(architecture, 37, 211, 4);
    const auto parameters = parameters_of(architecture);
    std::vector<float> label(211), weight(211, 1.0F);
    for (std::size_t i = 0; i < 211; ++i) label[i] = label_of(i);
    std::vector<float> plain(parameters.size(), 7.0F), checkpointed(parameters.size(), 9.0F);
    Executor one(architecture), two(architecture, true);
    one.set_parameters(parameters);
    two.set_parameters(parameters);
    const double loss = one.loss_and_gradient(graph.input(), label, weight, plain);
    REQUIRE(two.loss_and_gradient(graph.input(), label, weight, checkpointed) == loss);
    for (std::size_t i = 0; i < plain.size(); ++i) {
      REQUIRE(checkpointed[i] == doctest::Approx(plain[i]).epsilon(1e-5));
    }
  }
}

// |a - b| / |a|
double distance(const std::vector<float>& a, const std::vector<float>& b) {
  double difference = 0, length = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference += std::pow(double{a[i]} - b[i], 2);
    length += std::pow(double{a[i]}, 2);
  }
  return std::sqrt(difference / length);
}

// In fp32, at parameters that are rounded to bf16's 8 bits.
std::vector<float> gradient_of_rounded(const Architecture& architecture, bool checkpointing,
                                       const test::RandomGraph& graph,
                                       const std::vector<float>& label,
                                       const std::vector<float>& weight,
                                       std::vector<float> parameters) {
  for (float& p : parameters) {
    p = std::bit_cast<float>((std::bit_cast<std::uint32_t>(p) + 0x8000U) & 0xFFFF0000U);
  }
  Executor executor(architecture, checkpointing);
  executor.set_parameters(parameters);
  std::vector<float> gradient(parameters.size());
  executor.loss_and_gradient(graph.input(), label, weight, gradient, true);
  return gradient;
}

TEST_CASE("products in bf16 change loss and gradient by their rounding, and nothing afterwards") {
  for (const Architecture& architecture : architectures()) {
    CAPTURE(to_metadata(architecture).at("architecture"));
    const auto graph = test::random_graph(architecture, 37, 211, 4);
    const auto parameters = parameters_of(architecture);
    std::vector<float> label(211), weight(211, 1.0F);
    for (std::size_t i = 0; i < 211; ++i) label[i] = label_of(i);
    std::vector<float> exact(parameters.size()), rounded(exact), again(exact);
    for (const bool checkpointing : {false, true}) {
      Executor one(architecture, checkpointing);
      Executor two(architecture, checkpointing, Precision::bf16);
      one.set_parameters(parameters);
      two.set_parameters(parameters);
      const double loss = one.loss_and_gradient(graph.input(), label, weight, exact, true);
      const double other = two.loss_and_gradient(graph.input(), label, weight, rounded);
      CHECK(other != loss);
      CHECK(other == doctest::Approx(loss).epsilon(0.02));
      // The yardstick is what rounding the parameters alone does to the gradient: products in bf16
      // round inputs, activations and gradients of every layer as well.
      const double by_parameters = distance(
          exact,
          gradient_of_rounded(architecture, checkpointing, graph, label, weight, parameters));
      const double by_products = distance(exact, rounded);
      CHECK(by_products < 3 * by_parameters);
      // The thread's own settings are back.
      CHECK(one.loss_and_gradient(graph.input(), label, weight, again, true) == loss);
      CHECK(again == exact);
    }
  }
}

TEST_CASE("scoring uses the running statistics, whatever was trained on before") {
  const Architecture architecture = small(ArchitectureKind::interaction_network_2, 2);
  const auto graph = test::random_graph(architecture, 37, 211, 4);
  const auto parameters = parameters_of(architecture);
  Executor executor(architecture);
  executor.set_parameters(parameters);
  std::vector<float> before(211), after(211), gradient(parameters.size());
  executor.logits(graph.input(), before);
  executor.loss_and_gradient(graph.input(), before, std::vector<float>(211, 1.0F), gradient);
  executor.logits(graph.input(), after);
  CHECK(before == after);
}

TEST_CASE("the loss is the weighted mean of the binary cross-entropy") {
  Architecture architecture;
  architecture.hidden = 8;
  architecture.iterations = 1;
  const auto graph = test::random_graph(architecture, 5, 7, 1);
  const auto parameters = parameters_of(architecture);
  Executor executor(architecture);
  executor.set_parameters(parameters);
  std::vector<float> logits(7), gradient(parameters.size());
  executor.logits(graph.input(), logits);
  const std::vector<float> label = {1, 0, 1, 0, 0, 1, 0}, weight = {1, 0.1F, 0, 0.1F, 1, 1, 2};
  double sum = 0, norm = 0;
  for (int i = 0; i < 7; ++i) {
    const double p = 1.0 / (1.0 + std::exp(-double{logits[i]}));
    sum -= weight[i] * (label[i] > 0.5F ? std::log(p) : std::log(1.0 - p));
    norm += weight[i];
  }
  CHECK(executor.loss_and_gradient(graph.input(), label, weight, gradient) ==
        doctest::Approx(sum / norm).epsilon(1e-5));
}

TEST_CASE("no score depends on the nodes that go, to the last bit") {
  const Architecture architecture;
  auto graph = test::random_graph(architecture, 400, 150, 7);
  Executor executor(architecture);
  executor.set_parameters(initial_parameters(parameter_specs(architecture), 3));
  std::vector<float> all(150), kept(150);
  executor.logits(graph.input(), all);
  std::vector<std::int32_t> row;
  graph.nodes = keep_used_nodes(graph.nodes, architecture.node_width(), graph.node_features,
                                graph.source, graph.target, row);
  CHECK(graph.nodes < 300);
  executor.logits(graph.input(), kept);
  CHECK(all == kept);
}
