// The tiny event of the network's tests, with its triplets.
#pragma once

#include "gnn/tiny_event.hpp"
#include "triplets/build.hpp"
#include "triplets/training_graph.hpp"

namespace trackloom::triplets::test {

struct TinyTriplets : gnn::test::TinyEvent {
  TripletGraph triplets;

  explicit TinyTriplets(unsigned seed) : TinyEvent(gnn::test::tiny_event(seed)) {
    EdgeScores scores;
    scores.value.assign(graph.edges(), 0.5F);
    Build({.score_cut = 0.1F})(graph, scores, triplets);
  }
};

inline Architecture tiny_architecture() {
  Architecture architecture;
  architecture.hidden = 8;
  architecture.iterations = 2;
  architecture.cluster_features = false;
  return architecture;
}

inline TrainingGraph tiny_training_graph(unsigned seed, float target_pt = 0.1F) {
  const TinyTriplets event(seed);
  ParticleHits scratch;
  return make_training_graph({event.hits, nullptr, nullptr}, event.triplets, event.truth,
                             event.particles, tiny_architecture(), target_pt, scratch);
}

}  // namespace trackloom::triplets::test
