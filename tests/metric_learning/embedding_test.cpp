#include "metric_learning/embedding.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "random_points.hpp"

using namespace trackloom;
using namespace trackloom::metric_learning;

namespace {

Architecture small(std::int64_t frames) {
  Architecture a;
  a.hidden = 16;
  a.hidden_layers = 2;
  a.dimensions = 5;
  a.frames = frames;
  a.cluster_features = false;
  return a;
}

struct Nodes {
  std::vector<float> features, phi;
  NodeView view() const { return {features, phi}; }
};

Nodes nodes_for(const Architecture& architecture, std::size_t rows, float rotation = 0) {
  const auto width = static_cast<std::size_t>(architecture.input_width());
  Nodes nodes{test::uniform_points(rows, width, 3), test::uniform_points(rows, 1, 4)};
  for (float& phi : nodes.phi) phi = 6 * phi + rotation;
  return nodes;
}

}  // namespace

TEST_CASE("with frames a rotation of the event changes no distance of two points") {
  const Architecture architecture = small(2);
  const auto parameters = neural::initial_parameters(parameter_specs(architecture), 1);
  const Embedding embedding(architecture, parameters);
  std::vector<float> plain(20 * 5), turned(20 * 5);
  embedding.points(nodes_for(architecture, 20).view(), plain);
  embedding.points(nodes_for(architecture, 20, 1.3F).view(), turned);
  double moved = 0;
  for (std::size_t i = 1; i < 20; ++i) {
    CHECK(test::squared_distance(turned, 5, 0, i) ==
          doctest::Approx(test::squared_distance(plain, 5, 0, i)).epsilon(1e-4));
    moved += std::abs(turned[i * 5] - plain[i * 5]);
    CHECK(turned[i * 5 + 4] == plain[i * 5 + 4]);
  }
  CHECK(moved > 0.1);
}

TEST_CASE("the gradient of the parameters is that of finite differences") {
  for (const std::int64_t frames : {0, 2}) {
    CAPTURE(frames);
    const Architecture architecture = small(frames);
    auto parameters = neural::initial_parameters(parameter_specs(architecture), 2);
    const Nodes nodes = nodes_for(architecture, 30);
    const auto weight = test::uniform_points(30, 5, 5);
    const Embedding embedding(architecture, parameters);  // sees changes of parameters
    const auto loss = [&] {
      std::vector<float> points(30 * 5);
      embedding.points(nodes.view(), points);
      double sum = 0;
      for (std::size_t i = 0; i < points.size(); ++i) {
        sum += static_cast<double>(weight[i]) * points[i];
      }
      return sum;
    };
    std::vector<float> gradient(parameters.size(), 0.0F);
    std::vector<float> grad_points = weight;
    embedding.backward(nodes.view(), grad_points, gradient);
    for (std::size_t i = 0; i < parameters.size(); i += 7) {
      const float before = parameters[i];
      const float h = 1e-3F;
      parameters[i] = before + h;
      const double above = loss();
      parameters[i] = before - h;
      const double below = loss();
      parameters[i] = before;
      CAPTURE(i);
      CHECK(gradient[i] == doctest::Approx((above - below) / (2 * h)).epsilon(0.02).scale(5));
    }
  }
}
