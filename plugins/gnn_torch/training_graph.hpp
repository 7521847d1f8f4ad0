// A labelled graph, kept compact: tens of them with ~700 000 edges each fit in memory.
#pragma once

#include <cstdint>
#include <vector>

#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "event_data/true_edges.hpp"
#include "event_data/truth.hpp"
#include "gnn/features.hpp"

namespace trackloom::gnn {

// target: a true edge (either direction along the particle, true_edges.hpp) of a particle above the
// pT of interest. masked: any other true edge, which counts neither way.
enum class EdgeLabel : std::uint8_t { fake, target, masked };

struct TrainingGraph {
  std::uint64_t event = 0;
  std::vector<float> nodes;                  // [nodes, node_width], scaled
  std::vector<std::int32_t> source, target;  // sorted by source
  std::vector<std::uint32_t> first;          // outgoing edges of node n: [first[n], first[n + 1])
  std::vector<EdgeLabel> label;
  std::vector<float> extra;  // [edges, extra_width]
  // TrackML weight (true_edges.hpp) of true edges, of mean 1 over the event's target edges; 1 for
  // fakes, and where the truth has no weights.
  std::vector<float> trackml_weight;
  std::vector<float> teacher;  // scores of another network; empty: none

  std::size_t node_count() const noexcept { return first.empty() ? 0 : first.size() - 1; }
  std::size_t edges() const noexcept { return source.size(); }
  std::size_t bytes() const noexcept;
};

// Throws std::runtime_error if truth or particles are absent or the products do not fit together.
// target_pt in GeV.
TrainingGraph make_training_graph(const EventInput& event, const HitGraph& graph,
                                  const Truth& truth, const Particles& particles,
                                  const Architecture& architecture, float target_pt,
                                  ParticleHits& scratch);

}  // namespace trackloom::gnn
