// What a picture of an event shows: hits, found tracks and true tracks with what became of each,
// and the edges of the graphs, as plain columns.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "event_data/detector.hpp"
#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "event_data/track_parameters.hpp"
#include "event_data/truth.hpp"

namespace trackloom::display {

struct GraphInput {
  std::string name;
  const HitGraph* graph = nullptr;
  const EdgeScores* scores = nullptr;  // null: the graph has none
};

// Not owned; must live while a scene is made.
struct SceneInput {
  const Hits* hits = nullptr;
  const Truth* truth = nullptr;          // null or not present: no truth
  const Particles* particles = nullptr;  // null or not present: kinematics from truth alone
  const TrackCandidates* tracks = nullptr;
  const TrackParameters* parameters = nullptr;  // of these tracks; null: not fitted
  std::vector<GraphInput> graphs;
};

struct SceneEdges {
  std::string name;
  std::size_t total = 0;  // edges of the graph; those below are the best of them
  bool scored = false;
  std::vector<std::uint32_t> source, target;  // rows of Hits
  std::vector<std::uint16_t> score;           // 0 to 65535 for 0 to 1; 65535 without scores
  std::vector<std::uint8_t> real;             // 1: a true edge, in either direction
};

// Lists of hits are rows of Hits: of entry i, hit[first[i]] to hit[first[i + 1] - 1].
struct Scene {
  bool truth = false, particles = false, fitted = false;
  std::vector<std::int32_t> hit_particle;  // per hit: entry below; -1: noise or no truth

  struct Tracks {
    std::vector<std::uint32_t> first{0}, hit;
    std::vector<std::int32_t> particle;  // the majority particle, -1: noise or no truth
    std::vector<std::uint16_t> shared;   // hits of it on the track
    std::vector<std::uint8_t> matched;   // 1: double majority
    std::vector<float> pt;               // GeV: of the fit, else of the majority particle, else NaN
  } tracks;

  // Every particle that made a hit, by id; hits from its vertex outward (ParticleHits).
  struct TrueTracks {
    std::vector<std::uint32_t> first{0}, hit;
    std::vector<std::uint64_t> id;
    std::vector<float> pt, eta;       // of Particles, else at the first hit
    std::vector<float> vertex;        // x, y, z in mm; NaN where Particles does not list it
    std::vector<std::uint8_t> found;  // 1: a track matches it by double majority
    std::vector<std::int32_t> type;   // PDG code, 0 where unknown
  } true_tracks;

  std::vector<SceneEdges> graphs;
};

// At most `max_edges` of each graph, those with the best scores. Throws std::runtime_error where
// products do not belong together (sizes, rows out of range).
Scene make_scene(const SceneInput& input, std::size_t max_edges);

}  // namespace trackloom::display
