#include "triplets/network.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>

#include "gnn/test_files.hpp"
#include "tiny.hpp"

using namespace trackloom;
using namespace trackloom::triplets;
using trackloom::gnn::test::contains;
using trackloom::gnn::test::message_of;
using trackloom::gnn::test::TemporaryFolder;

namespace {

struct RandomGraph {
  std::int64_t doublets = 0;
  std::vector<float> doublet_features, triplet_features, label, weight;
  std::vector<std::uint32_t> source, target;

  RandomGraph(const Architecture& architecture, unsigned seed, std::uint32_t nodes,
              std::uint32_t links)
      : doublets(nodes) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    const auto fill = [&](std::vector<float>& list, std::size_t count) {
      for (std::size_t i = 0; i < count; ++i) list.push_back(normal(random));
    };
    fill(doublet_features, nodes * static_cast<std::size_t>(architecture.doublet_width()));
    fill(triplet_features, links * triplet_width);
    for (std::uint32_t i = 0; i < links; ++i) {
      source.push_back(static_cast<std::uint32_t>(random() % nodes));
      target.push_back(static_cast<std::uint32_t>(random() % nodes));
      label.push_back(static_cast<float>(random() % 2));
      weight.push_back(static_cast<float>(random() % 3) / 2);
    }
  }
  GraphView view() const { return {doublets, doublet_features, triplet_features, source, target}; }
};

// The formulas of network.hpp in double precision, one row at a time.
class PlainNetwork {
 public:
  PlainNetwork(const Architecture& architecture, std::vector<float> parameters)
      : architecture_(architecture),
        specs_(parameter_specs(architecture)),
        parameters_(std::move(parameters)) {}

  std::vector<double> logits(const RandomGraph& g) const {
    using Row = std::vector<double>;
    const auto slice = [](const std::vector<float>& list, std::size_t row, std::size_t width) {
      return Row(list.begin() + static_cast<std::ptrdiff_t>(row * width),
                 list.begin() + static_cast<std::ptrdiff_t>((row + 1) * width));
    };
    const auto join = [](const Row& a, const Row& b, const Row& c) {
      Row all = a;
      all.insert(all.end(), b.begin(), b.end());
      all.insert(all.end(), c.begin(), c.end());
      return all;
    };
    const auto add = [](Row& to, const Row& what) {
      for (std::size_t i = 0; i < to.size(); ++i) to[i] += what[i];
    };
    const auto width = static_cast<std::size_t>(architecture_.doublet_width());
    const auto h = static_cast<std::size_t>(architecture_.hidden);
    std::vector<Row> x, e;
    for (std::size_t d = 0; d < static_cast<std::size_t>(g.doublets); ++d) {
      x.push_back(mlp("doublet_encoder", slice(g.doublet_features, d, width)));
    }
    for (std::size_t t = 0; t < g.source.size(); ++t) {
      e.push_back(mlp("triplet_encoder", join(x[g.source[t]], x[g.target[t]],
                                              slice(g.triplet_features, t, triplet_width))));
    }
    for (std::int64_t i = 0; i < architecture_.iterations; ++i) {
      std::vector<Row> in(x.size(), Row(h, 0)), out(x.size(), Row(h, 0));
      for (std::size_t t = 0; t < e.size(); ++t) {
        add(in[g.target[t]], e[t]);
        add(out[g.source[t]], e[t]);
      }
      for (std::size_t d = 0; d < x.size(); ++d) {
        add(x[d], mlp("doublets" + std::to_string(i), join(x[d], in[d], out[d])));
      }
      for (std::size_t t = 0; t < e.size(); ++t) {
        add(e[t], mlp("triplets" + std::to_string(i), join(x[g.source[t]], x[g.target[t]], e[t])));
      }
    }
    std::vector<double> result;
    for (std::size_t t = 0; t < e.size(); ++t) {
      result.push_back(mlp("classifier", join(x[g.source[t]], x[g.target[t]], e[t]))[0]);
    }
    return result;
  }

 private:
  const float* tensor(const std::string& name, std::int64_t* rows = nullptr) const {
    for (const auto& spec : specs_) {
      if (spec.name != name) continue;
      if (rows != nullptr) *rows = spec.shape[0];
      return parameters_.data() + spec.offset;
    }
    FAIL("no tensor ", name);
    return nullptr;
  }

  std::vector<double> mlp(const std::string& name, std::vector<double> row) const {
    for (std::int64_t l = 0; l <= architecture_.hidden_layers; ++l) {
      std::int64_t rows = 0;
      const std::string number = std::to_string(l);
      const float* weight = tensor(name + ".linear" + number + ".weight", &rows);
      const float* bias = tensor(name + ".linear" + number + ".bias");
      std::vector<double> next;
      for (std::int64_t o = 0; o < rows; ++o) {
        double sum = bias[o];
        for (const double value : row) sum += value * *weight++;
        next.push_back(sum);
      }
      if (l < architecture_.hidden_layers) {
        double mean = 0, square = 0;
        for (const double v : next) mean += v / static_cast<double>(next.size());
        for (const double v : next) square += (v - mean) * (v - mean);
        const double scale = 1 / std::sqrt(square / static_cast<double>(next.size()) + 1e-5);
        const float* norm = tensor(name + ".norm" + number + ".weight");
        const float* norm_bias = tensor(name + ".norm" + number + ".bias");
        for (std::size_t i = 0; i < next.size(); ++i) {
          next[i] = std::max((next[i] - mean) * scale * norm[i] + norm_bias[i], 0.0);
        }
      }
      row = next;
    }
    return row;
  }

  Architecture architecture_;
  std::vector<neural::ParameterSpec> specs_;
  std::vector<float> parameters_;
};

}  // namespace

TEST_CASE("the network's logits are those of its formulas") {
  for (const std::int64_t iterations : {0, 1, 3}) {
    Architecture architecture;
    architecture.hidden = 16;
    architecture.hidden_layers = 2;
    architecture.iterations = iterations;
    const RandomGraph g(architecture, 1, 50, 300);
    const auto parameters = neural::initial_parameters(parameter_specs(architecture), 7);
    std::vector<float> logits(300);
    Network network(architecture);
    network.logits(parameters, g.view(), logits);
    const auto plain = PlainNetwork(architecture, parameters).logits(g);
    for (std::size_t t = 0; t < 300; ++t) {
      REQUIRE(logits[t] == doctest::Approx(plain[t]).epsilon(2e-4));
    }
  }
}

TEST_CASE("the gradient is that of finite differences") {
  Architecture architecture = test::tiny_architecture();
  const RandomGraph g(architecture, 3, 20, 60);
  const auto specs = parameter_specs(architecture);
  auto parameters = neural::initial_parameters(specs, 5);
  std::vector<float> gradient(parameters.size()), other(parameters.size());
  Network network(architecture);
  const double loss = network.loss_and_gradient(parameters, g.view(), g.label, g.weight, gradient);
  // The loss itself, from the formulas in double precision.
  const auto exact = [&](const std::vector<float>& values) {
    const auto logits = PlainNetwork(architecture, values).logits(g);
    double sum = 0, total = 0;
    for (std::size_t t = 0; t < logits.size(); ++t) {
      const double sign = g.label[t] > 0 ? -1 : 1;
      sum += g.weight[t] * std::log1p(std::exp(sign * logits[t]));
      total += g.weight[t];
    }
    return sum / total;
  };
  CHECK(loss == doctest::Approx(exact(parameters)).epsilon(1e-5));
  double checked = 0;
  for (std::size_t i = 0; i < parameters.size(); i += 7) {
    constexpr float step = 1e-4F;
    auto up = parameters;
    auto down = parameters;
    up[i] += step;
    down[i] -= step;
    const double expected = (exact(up) - exact(down)) / (static_cast<double>(up[i]) - down[i]);
    CAPTURE(i);
    CHECK(std::abs(gradient[i] - expected) < 1e-4 + 0.02 * std::abs(expected));
    checked += std::abs(expected);
  }
  CHECK(checked > 0.1);
  network.loss_and_gradient(parameters, g.view(), g.label, g.weight, other);
  CHECK(other == gradient);
}

TEST_CASE("a graph without triplets has no logits") {
  const Architecture architecture = test::tiny_architecture();
  const RandomGraph g(architecture, 1, 5, 0);
  const auto parameters = neural::initial_parameters(parameter_specs(architecture), 1);
  std::vector<float> logits;
  Network(architecture).logits(parameters, g.view(), logits);
  CHECK(logits.empty());
}

TEST_CASE("a model file reads back, and one that does not fit names both shapes") {
  const TemporaryFolder folder;
  const Architecture architecture = test::tiny_architecture();
  const auto parameters = neural::initial_parameters(parameter_specs(architecture), 1);
  write_model(folder / "m.safetensors", architecture, parameters, {{"training_steps", "3"}});
  const Model model = read_model(folder / "m.safetensors");
  CHECK(model.architecture == architecture);
  CHECK(model.parameters == parameters);
  CHECK(model.metadata.at("training_steps") == "3");

  // Tensors of a wider network under the metadata of this one.
  Architecture wide = architecture;
  wide.hidden = 16;
  std::vector<neural::NamedTensor> tensors;
  const auto specs = parameter_specs(wide);
  const auto values = neural::initial_parameters(specs, 1);
  neural::append_tensors(tensors, "", specs, values);
  neural::write_safetensors(folder / "wide.safetensors", tensors, model.metadata);
  const std::string message = message_of([&] { read_model(folder / "wide.safetensors"); });
  CHECK(contains(message, "wide.safetensors"));
  CHECK(contains(message, "[16, 8]"));
  CHECK(contains(message, "[8, 8]"));

  auto metadata = model.metadata;
  metadata["architecture"] = "embedding_1";
  neural::write_safetensors(folder / "other.safetensors", tensors, metadata);
  CHECK(contains(message_of([&] { read_model(folder / "other.safetensors"); }),
                 "architecture 'embedding_1', expected 'triplet_network_1'"));
  auto broken = parameters;
  broken[3] = std::numeric_limits<float>::quiet_NaN();
  write_model(folder / "nan.safetensors", architecture, broken, {});
  CHECK_THROWS_AS(read_model(folder / "nan.safetensors"), std::runtime_error);
}
