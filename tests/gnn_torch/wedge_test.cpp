#include "gnn_torch/wedge.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace trackloom::gnn;

namespace {

Architecture with_clusters() {
  Architecture architecture;
  architecture.cluster_features = true;
  architecture.prior_feature = true;
  return architecture;
}

// Three nodes at phi 0, 0.1 and 0.9 half-turns; edges 0-1, 0-2 with extra features 1..7 and 11..17.
TrainingGraph three_nodes() {
  TrainingGraph graph;
  graph.nodes = {0.1F, 0,    0.1F, 1, 2, 3, 4,  //
                 0.2F, 0.1F, 0.2F, 1, 5, 6, 7,  //
                 0.3F, 0.9F, 0.3F, 1, 8, 9, 10};
  graph.source = {0, 0};
  graph.target = {1, 2};
  graph.first = {0, 2, 2, 2};
  graph.label = {EdgeLabel::target, EdgeLabel::fake};
  graph.trackml_weight = {3, 1};
  for (int e = 0; e < 2; ++e) {
    for (int i = 1; i <= 7; ++i) graph.extra.push_back(static_cast<float>(10 * e + i));
  }
  return graph;
}

std::vector<float> columns(const Wedge& wedge, std::size_t edge, std::size_t begin,
                           std::size_t end) {
  const auto row = wedge.input().edge_features.subspan(edge * 13, 13);
  return {row.begin() + static_cast<std::ptrdiff_t>(begin),
          row.begin() + static_cast<std::ptrdiff_t>(end)};
}

}  // namespace

TEST_CASE("a wedge's edges keep their clusters and priors, mirrored or not") {
  Wedge wedge;
  const WedgeCut all{.mirror_z = true, .reflect_phi = true};
  wedge.cut(three_nodes(), with_clusters(), all, {});
  REQUIRE(wedge.edges() == 2);
  CHECK(columns(wedge, 0, 0, 3) == std::vector<float>{0.1F, -0.1F, -0.1F});
  CHECK(columns(wedge, 0, 6, 13) == std::vector<float>{1, 2, 3, 4, 5, 6, 7});
  CHECK(columns(wedge, 1, 6, 13) == std::vector<float>{11, 12, 13, 14, 15, 16, 17});
}

TEST_CASE("the edges of part of a graph are those with their own extra features") {
  Wedge wedge;
  wedge.cut(three_nodes(), with_clusters(), {.begin = 0.85F, .width = 1.2F}, {});
  REQUIRE(wedge.edges() == 1);
  CHECK(columns(wedge, 0, 6, 13) == std::vector<float>{11, 12, 13, 14, 15, 16, 17});
}

TEST_CASE("without clusters a wedge looks like one of an event without cells") {
  Wedge wedge;
  wedge.cut(three_nodes(), with_clusters(), {.drop_clusters = true}, {});
  CHECK(columns(wedge, 1, 6, 13) == std::vector<float>{0, 0, 0, 0, 0, 0, 17});
  const auto nodes = wedge.input().node_features;
  CHECK(std::vector<float>(nodes.begin(), nodes.begin() + 7) ==
        std::vector<float>{0.1F, 0, 0.1F, 0, 0, 0, 0});
}

TEST_CASE("with TrackML weights a true edge weighs as its hits, a fake as before") {
  Wedge wedge;
  wedge.cut(three_nodes(), with_clusters(), {}, {.fake = 0.5F, .trackml = true});
  CHECK(wedge.weight() == std::vector<float>{3, 0.5F});
  CHECK(wedge.label() == std::vector<float>{1, 0});
}

TEST_CASE("with a teacher the loss is a share of its cross entropy and the rest against truth") {
  TrainingGraph graph = three_nodes();
  graph.label = {EdgeLabel::masked, EdgeLabel::fake};
  graph.teacher = {0.9F, 0.3F};
  Wedge wedge;
  wedge.cut(graph, with_clusters(), {}, {.fake = 0.5F, .distillation = 0.25F});
  const auto bce = [](double x, double label) {
    return label * std::log1p(std::exp(-x)) + (1 - label) * std::log1p(std::exp(x));
  };
  const auto loss = [&](double first, double second) {
    return wedge.weight()[0] * bce(first, wedge.label()[0]) +
           wedge.weight()[1] * bce(second, wedge.label()[1]);
  };
  // The only weight of truth is the fake's; the teacher speaks about both.
  const auto expected = [&](double first, double second) {
    return 0.75 * bce(second, 0) + 0.25 * (bce(first, 0.9) + bce(second, 0.3)) / 2;
  };
  CHECK(wedge.weight()[0] + wedge.weight()[1] == doctest::Approx(1));
  CHECK(loss(2, -1) - loss(0, 0) == doctest::Approx(expected(2, -1) - expected(0, 0)));
  CHECK(wedge.has_weight());
}

TEST_CASE("the charge conjugate of an event is learned from with the same labels") {
  const TrainingGraph graph = three_nodes();
  Wedge plain, mirrored;
  plain.cut(graph, with_clusters(), {}, {});
  mirrored.cut(graph, with_clusters(), {.reflect_phi = true}, {});
  CHECK(mirrored.label() == plain.label());
  CHECK(mirrored.weight() == plain.weight());
  CHECK(mirrored.input().node_features[7 + 1] == -plain.input().node_features[7 + 1]);
  CHECK(columns(mirrored, 0, 1, 2)[0] == doctest::Approx(-columns(plain, 0, 1, 2)[0]));
  CHECK(columns(mirrored, 0, 0, 1) == columns(plain, 0, 0, 1));
}

TEST_CASE("masked edges have no weight: the loss does not know them") {
  TrainingGraph graph = three_nodes();
  graph.label = {EdgeLabel::masked, EdgeLabel::fake};
  Wedge wedge;
  wedge.cut(graph, with_clusters(), {}, {.trackml = true});
  CHECK(wedge.weight() == std::vector<float>{0, 0.1F});
}
