// Stage metric_learning.radius_graph: joins the hits whose points lie close together.
#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "metric_learning/point_tree.hpp"
#include "metric_learning/points.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::metric_learning {

struct RadiusParameters {
  float radius = 1;
  int max_neighbours = 200;
  bool same_layer = false;
};

// Of a stage whose Config derives from RadiusParameters, or is it.
template <class Config>
void describe_parameters(StageDescription<Config>& stage) {
  const auto of = [](auto RadiusParameters::*member) {
    return static_cast<
        std::remove_reference_t<decltype(std::declval<RadiusParameters&>().*member)> Config::*>(
        member);
  };
  stage.param("radius", of(&RadiusParameters::radius))
      .doc("largest distance of two points, in the unit of the embedding's margin")
      .range(1e-6, 1e6);
  stage.param("max_neighbours", of(&RadiusParameters::max_neighbours))
      .doc("each hit keeps so many outward edges, those to the nearest points")
      .at_least(1);
  stage.param("same_layer", of(&RadiusParameters::same_layer)).doc("also join hits of one layer");
}

// Throws std::runtime_error unless there is a point for every hit.
void require_points_of(const Hits& hits, const Points& points);

// The pairs of hits whose points are at a distance <= radius (Euclidean), exactly.
//   Direction: outward, from the hit nearer to the origin (r^2 + z^2; ties: smaller row first).
//   Cap: after that, each hit keeps the max_neighbours nearest of its outward neighbours (ties:
//   smaller row). There is nothing to symmetrise; a hit may have any number of incoming edges.
//   Two hits of one layer are no true edge and are left out unless same_layer says otherwise.
// Score of an edge: 1 - distance / radius. One thread. Throws std::runtime_error if points and hits
// differ in number.
class RadiusGraph {
 public:
  using Config = RadiusParameters;
  static void describe(StageDescription<Config>& stage);
  explicit RadiusGraph(const Config& config) : config_(config) {}

  void operator()(const Hits& hits, const Points& points, HitGraph& graph, EdgeScores& scores);

 private:
  void select(const Hits& hits, std::uint32_t hit, std::size_t found);

  Config config_;
  PointTree tree_;
  std::vector<float> distance_from_origin2_;
  std::vector<std::uint32_t> near_;
  std::vector<Neighbour> found_, kept_;
  std::vector<std::size_t> begin_;    // of a hit's edges in kept_
  std::vector<std::uint32_t> count_;  // of a hit's edges
};

}  // namespace trackloom::metric_learning
