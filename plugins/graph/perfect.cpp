#include "graph/perfect.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <tuple>

namespace trackloom::graph {

void Perfect::describe(StageDescription<Config>& stage) {
  stage
      .doc(
          "The true edges of a graph with score 1, as a perfect classifier would leave them, and "
          "on "
          "request pairs of one particle that the graph lacks; needs truth.")
      .clone_per_thread()
      .inputs({"hits", "truth", "particles", "graph"});
  stage.param("skip_layers", &Config::skip_layers)
      .range(0, 100)
      .doc("add pairs of one particle with one to so many of its layers between them");
  stage.param("same_layer", &Config::same_layer).doc("add pairs of one particle on one layer");
  stage.param("max_slope", &Config::max_slope)
      .unit("rad/mm")
      .at_least(0)
      .doc("largest phi slope of an added pair");
  stage.param("max_z0", &Config::max_z0)
      .unit("mm")
      .at_least(0)
      .doc("an added pair points to the beam line closer to the centre than this");
  stage.param("max_distance", &Config::max_distance)
      .unit("mm")
      .at_least(0)
      .doc("of the hits of an added pair on one layer");
}

void Perfect::add_pairs(const Hits& hits) {
  const auto key = [&](std::uint32_t h) { return std::tuple(hits.r[h], std::fabs(hits.z[h]), h); };
  const auto in_windows = [&](std::uint32_t a, std::uint32_t b) {
    const float dr = hits.r[b] - hits.r[a];
    if (!(dr > 0)) return false;
    const float slope =
        std::remainder(hits.phi[b] - hits.phi[a], 2 * std::numbers::pi_v<float>) / dr;
    const float z0 = hits.z[a] - hits.r[a] * (hits.z[b] - hits.z[a]) / dr;
    return std::fabs(slope) <= config_.max_slope && std::fabs(z0) <= config_.max_z0;
  };
  const auto near = [&](std::uint32_t a, std::uint32_t b) {
    return std::hypot(hits.x[b] - hits.x[a], hits.y[b] - hits.y[a], hits.z[b] - hits.z[a]) <=
           config_.max_distance;
  };
  for (std::size_t p = 0; p < particles_.particles(); ++p) {
    const auto list = particles_.hits(p);
    for (std::size_t i = 0; i < list.size(); ++i) {
      for (std::size_t j = i + 1; j < list.size(); ++j) {
        const int steps = particles_.step(list[j]) - particles_.step(list[i]);
        if (steps > config_.skip_layers + 1) break;
        if (steps == 1) continue;  // a true edge: the graph has it or has lost it
        const auto [a, b] =
            key(list[i]) < key(list[j]) ? std::pair(list[i], list[j]) : std::pair(list[j], list[i]);
        if (steps == 0 ? config_.same_layer && near(a, b) : in_windows(a, b)) {
          edges_.emplace_back(a, b);
        }
      }
    }
  }
}

void Perfect::operator()(const Hits& hits, const Truth& truth, const Particles& particles,
                         const HitGraph& graph, HitGraph& kept, EdgeScores& scores) {
  if (!truth.present || !particles.present) {
    throw std::runtime_error("a perfect classifier needs the event's truth and particles");
  }
  if (truth.size() != hits.size() || graph.nodes != hits.size()) {
    throw std::runtime_error("hits, truth and graph differ in size");
  }
  particles_.build(hits, truth, particles);
  edges_.clear();
  for (std::size_t e = 0; e < graph.edges(); ++e) {
    const std::uint32_t a = graph.source[e];
    const std::uint32_t b = graph.target[e];
    if (particles_.is_true_edge(truth, a, b) || particles_.is_true_edge(truth, b, a)) {
      edges_.emplace_back(a, b);
    }
  }
  if (config_.skip_layers > 0 || config_.same_layer) add_pairs(hits);
  std::sort(edges_.begin(), edges_.end());
  edges_.erase(std::unique(edges_.begin(), edges_.end()), edges_.end());
  kept.nodes = graph.nodes;
  for (const auto& [a, b] : edges_) {
    kept.source.push_back(a);
    kept.target.push_back(b);
  }
  kept.index();
  scores.value.assign(edges_.size(), 1.0F);
}

}  // namespace trackloom::graph
