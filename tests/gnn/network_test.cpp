// The network against a plain C++ reference written from the formulas alone.
#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "gnn/executor.hpp"
#include "random_graph.hpp"

using namespace trackloom::gnn;

namespace {

using Rows = std::vector<std::vector<double>>;

// architecture.hpp's formulas in double precision, one vector at a time.
class PlainNetwork {
 public:
  PlainNetwork(const Architecture& architecture, const std::vector<float>& parameters)
      : a_(architecture) {
    for (const ParameterSpec& spec : parameter_specs(a_)) {
      const auto begin = parameters.begin() + static_cast<std::ptrdiff_t>(spec.offset);
      tensors_[spec.name].assign(begin,
                                 begin + static_cast<std::ptrdiff_t>(element_count(spec.shape)));
    }
  }

  std::vector<double> logits(const test::RandomGraph& graph) const {
    const auto h = static_cast<std::size_t>(a_.hidden);
    Rows x, e;
    for (std::int64_t n = 0; n < graph.nodes; ++n) {
      x.push_back(mlp("node_encoder", row(graph.node_features, n, a_.node_width())));
    }
    for (std::size_t i = 0; i < graph.source.size(); ++i) {
      e.push_back(mlp("edge_encoder", join({x[graph.source[i]], x[graph.target[i]],
                                            row(graph.edge_features, static_cast<std::int64_t>(i),
                                                a_.edge_width())})));
    }
    for (std::int64_t step = 0; step < a_.iterations; ++step) {
      const std::string set = std::to_string(a_.shared_weights ? 0 : step);
      Rows incoming(x.size(), std::vector<double>(h)), outgoing = incoming;
      for (std::size_t i = 0; i < e.size(); ++i) {
        add(incoming[graph.target[i]], e[i]);
        add(outgoing[graph.source[i]], e[i]);
      }
      for (std::size_t n = 0; n < x.size(); ++n) {
        auto update = mlp("node_network." + set, join({x[n], incoming[n], outgoing[n]}));
        if (a_.residual) add(update, x[n]);
        x[n] = update;
      }
      for (std::size_t i = 0; i < e.size(); ++i) {
        auto update =
            mlp("edge_network." + set, join({x[graph.source[i]], x[graph.target[i]], e[i]}));
        if (a_.residual) add(update, e[i]);
        e[i] = update;
      }
    }
    std::vector<double> result;
    for (std::size_t i = 0; i < e.size(); ++i) {
      result.push_back(mlp("classifier", join({x[graph.source[i]], x[graph.target[i]], e[i]}))[0]);
    }
    return result;
  }

 private:
  static std::vector<double> row(const std::vector<float>& data, std::int64_t i, std::int64_t n) {
    return {data.begin() + i * n, data.begin() + (i + 1) * n};
  }
  static std::vector<double> join(const Rows& parts) {
    std::vector<double> all;
    for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
  }
  static void add(std::vector<double>& to, const std::vector<double>& from) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
  }
  std::vector<double> mlp(const std::string& name, std::vector<double> in) const {
    for (std::int64_t layer = 0;; ++layer) {
      const std::string index = std::to_string(layer);
      const auto& weight = tensors_.at(name + ".linear" + index + ".weight");
      std::vector<double> z = tensors_.at(name + ".linear" + index + ".bias");
      for (std::size_t o = 0; o < z.size(); ++o) {
        for (std::size_t i = 0; i < in.size(); ++i) z[o] += weight[o * in.size() + i] * in[i];
      }
      if (layer == a_.hidden_layers) return z;
      if (a_.layer_norm) normalise(name + ".norm" + index, z);
      for (double& value : z) value = std::max(value, 0.0);
      in = z;
    }
  }
  void normalise(const std::string& name, std::vector<double>& z) const {
    double mean = 0, variance = 0;
    const auto n = static_cast<double>(z.size());
    for (const double value : z) mean += value / n;
    for (const double value : z) variance += (value - mean) * (value - mean) / n;
    for (std::size_t i = 0; i < z.size(); ++i) {
      z[i] = (z[i] - mean) / std::sqrt(variance + 1e-5) * tensors_.at(name + ".weight")[i] +
             tensors_.at(name + ".bias")[i];
    }
  }

  Architecture a_;
  std::map<std::string, std::vector<double>> tensors_;
};

std::vector<Architecture> architectures() {
  std::vector<Architecture> list(8);
  list[0].iterations = 3;
  list[1].hidden = 8;
  list[1].residual = false;
  list[1].shared_weights = true;
  list[2].hidden = 24;
  list[2].layer_norm = false;
  list[2].iterations = 2;
  list[3].hidden = 16;
  list[3].hidden_layers = 3;
  list[3].iterations = 2;
  list[4].edge_features = 0;
  list[4].node_features = 5;
  list[4].iterations = 2;
  list[5].hidden = 64;
  list[5].hidden_layers = 2;
  list[5].iterations = 1;
  list[6].hidden = 16;
  list[6].iterations = 0;
  list[6].cluster_features = true;
  list[7].hidden = 8;
  list[7].iterations = 1;
  list[7].edge_features = 0;
  list[7].prior_feature = true;
  return list;
}

// Parameters with no special values: biases and norms away from 0 and 1.
std::vector<float> parameters_of(const Architecture& architecture) {
  auto values = initial_parameters(parameter_specs(architecture), 5);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] += 0.1F * std::sin(static_cast<float>(i));
  }
  return values;
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
    for (int i = 0; i < 211; ++i) {
      label[i] = static_cast<float>(i % 2);
      weight[i] = 0.1F * static_cast<float>(i % 3);
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
