#include "display/scene.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "event_data/true_edges.hpp"
#include "event_data/truth_matching.hpp"

namespace trackloom::display {
namespace {

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

// Truth in which every particle id has a row, also ids that the particles file does not list (all
// of them, where there is no such file): their vertex is taken to be the origin.
struct CompleteTruth {
  Truth truth;
  Particles particles;
  std::size_t listed = 0;  // rows from here on have no kinematics of their own
};

CompleteTruth complete(const Truth& truth, const Particles* particles) {
  CompleteTruth all;
  all.truth = truth;
  if (particles != nullptr && particles->present) all.particles = *particles;
  all.listed = all.particles.size();
  std::vector<std::uint64_t> missing;
  for (std::size_t h = 0; h < truth.size(); ++h) {
    if (truth.particle_id[h] != 0 && (all.listed == 0 || truth.particle[h] == no_particle)) {
      missing.push_back(truth.particle_id[h]);
    }
  }
  std::sort(missing.begin(), missing.end());
  missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
  all.particles.resize(all.listed + missing.size(), !all.particles.type.empty());
  for (std::size_t i = 0; i < missing.size(); ++i) {
    const std::size_t row = all.listed + i;
    all.particles.id[row] = missing[i];
    all.particles.vx[row] = all.particles.vy[row] = all.particles.vz[row] = 0;
  }
  for (std::size_t h = 0; h < truth.size(); ++h) {
    const std::uint64_t id = truth.particle_id[h];
    if (id == 0 || (all.listed > 0 && truth.particle[h] != no_particle)) continue;
    const auto at = std::lower_bound(missing.begin(), missing.end(), id);
    all.truth.particle[h] = static_cast<std::uint32_t>(all.listed + (at - missing.begin()));
  }
  return all;
}

// Particles that made a hit, in ascending order of their id; row_of[old row] is the new one.
std::vector<std::int32_t> add_true_tracks(const CompleteTruth& all, const ParticleHits& order,
                                          Scene& scene) {
  const Particles& particles = all.particles;
  std::vector<std::uint32_t> rows;
  for (std::uint32_t p = 0; p < particles.size(); ++p) {
    if (!order.hits(p).empty()) rows.push_back(p);
  }
  std::sort(rows.begin(), rows.end(),
            [&](auto a, auto b) { return particles.id[a] < particles.id[b]; });
  std::vector<std::int32_t> row_of(particles.size(), -1);
  Scene::TrueTracks& out = scene.true_tracks;
  for (const std::uint32_t p : rows) {
    row_of[p] = static_cast<std::int32_t>(out.id.size());
    const auto hits = order.hits(p);
    out.hit.insert(out.hit.end(), hits.begin(), hits.end());
    out.first.push_back(static_cast<std::uint32_t>(out.hit.size()));
    out.id.push_back(particles.id[p]);
    if (p < all.listed) {
      out.pt.push_back(particles.pt(p));
      out.eta.push_back(particles.eta(p));
      out.vertex.insert(out.vertex.end(), {particles.vx[p], particles.vy[p], particles.vz[p]});
      out.type.push_back(particles.type.empty() ? 0 : particles.type[p]);
    } else {
      const std::uint32_t h = hits.front();
      const float pt = std::hypot(all.truth.px[h], all.truth.py[h]);
      out.pt.push_back(pt);
      out.eta.push_back(std::asinh(all.truth.pz[h] / pt));
      out.vertex.insert(out.vertex.end(), {unknown, unknown, unknown});
      out.type.push_back(0);
    }
  }
  out.found.assign(out.id.size(), 0);
  return row_of;
}

void add_tracks(const SceneInput& input, Scene& scene) {
  Scene::Tracks& out = scene.tracks;
  const std::size_t count = input.tracks->size();
  out.first = input.tracks->first;
  out.hit = input.tracks->hit;
  for (const std::uint32_t h : out.hit) {
    if (h >= input.hits->size()) {
      throw std::runtime_error("a track has hit " + std::to_string(h) + " but the event has " +
                               std::to_string(input.hits->size()) + " hits");
    }
  }
  out.particle.assign(count, -1);
  out.shared.assign(count, 0);
  out.matched.assign(count, 0);
  out.pt.assign(count, unknown);
  if (input.parameters == nullptr || input.parameters->size() == 0) return;
  if (input.parameters->size() != count) {
    throw std::runtime_error("there are parameters of " + std::to_string(input.parameters->size()) +
                             " tracks, but " + std::to_string(count) + " tracks");
  }
  scene.fitted = true;
  for (std::size_t t = 0; t < count; ++t) {
    const Perigee& perigee = input.parameters->perigee[t];
    if (input.parameters->fitted(t) && perigee.q_over_p != 0) {
      out.pt[t] = std::sin(perigee.theta) / std::abs(perigee.q_over_p);
    }
  }
}

void match(const CompleteTruth& all, const std::vector<std::int32_t>& row_of,
           const TrackCandidates& tracks, Scene& scene) {
  const ParticleSizes sizes(all.truth, all.particles.size());
  const auto matches = match_tracks(all.truth, sizes, tracks);
  for (std::size_t t = 0; t < matches.size(); ++t) {
    if (matches[t].row == no_particle) continue;
    const std::int32_t p = row_of[matches[t].row];
    scene.tracks.particle[t] = p;
    scene.tracks.shared[t] = static_cast<std::uint16_t>(matches[t].shared_hits);
    if (!scene.fitted) scene.tracks.pt[t] = scene.true_tracks.pt[static_cast<std::size_t>(p)];
    if (!matches[t].double_majority()) continue;
    scene.tracks.matched[t] = 1;
    scene.true_tracks.found[static_cast<std::size_t>(p)] = 1;
  }
}

// Indices of the best-scored edges, in the order of the graph; equal scores: the smaller index.
std::vector<std::uint32_t> best_edges(const GraphInput& input, std::size_t most) {
  std::vector<std::uint32_t> index(input.graph->edges());
  std::iota(index.begin(), index.end(), 0U);
  if (index.size() <= most) return index;
  if (input.scores != nullptr) {
    const auto& score = input.scores->value;
    std::nth_element(
        index.begin(), index.begin() + static_cast<std::ptrdiff_t>(most), index.end(),
        [&](auto a, auto b) { return score[a] != score[b] ? score[a] > score[b] : a < b; });
  }
  index.resize(most);
  std::sort(index.begin(), index.end());
  return index;
}

SceneEdges make_edges(const GraphInput& input, std::size_t hits, std::size_t most,
                      const CompleteTruth* all, const ParticleHits& order) {
  const HitGraph& graph = *input.graph;
  if (input.scores != nullptr && input.scores->value.size() != graph.edges()) {
    throw std::runtime_error(std::to_string(input.scores->value.size()) + " scores for " +
                             std::to_string(graph.edges()) +
                             " edges: scores and graph do not belong together");
  }
  SceneEdges out;
  out.name = input.name;
  out.total = graph.edges();
  out.scored = input.scores != nullptr;
  for (const std::uint32_t e : best_edges(input, most)) {
    const std::uint32_t a = graph.source[e], b = graph.target[e];
    if (a >= hits || b >= hits) throw std::runtime_error("an edge ends at a hit that is not there");
    out.source.push_back(a);
    out.target.push_back(b);
    const float score = out.scored ? std::clamp(input.scores->value[e], 0.0F, 1.0F) : 1.0F;
    out.score.push_back(static_cast<std::uint16_t>(std::lround(score * 65535.0F)));
    const bool real = all != nullptr && (order.is_true_edge(all->truth, a, b) ||
                                         order.is_true_edge(all->truth, b, a));
    out.real.push_back(real ? 1 : 0);
  }
  return out;
}

}  // namespace

Scene make_scene(const SceneInput& input, std::size_t max_edges) {
  Scene scene;
  const std::size_t hits = input.hits->size();
  scene.hit_particle.assign(hits, -1);
  add_tracks(input, scene);
  scene.truth = input.truth != nullptr && input.truth->present;
  CompleteTruth all;
  ParticleHits order;
  if (scene.truth) {
    if (input.truth->size() != hits) {
      throw std::runtime_error("truth has " + std::to_string(input.truth->size()) +
                               " rows but the event has " + std::to_string(hits) + " hits");
    }
    all = complete(*input.truth, input.particles);
    scene.particles = all.listed > 0;
    order.build(*input.hits, all.truth, all.particles);
    const auto row_of = add_true_tracks(all, order, scene);
    for (std::size_t h = 0; h < hits; ++h) {
      if (all.truth.particle[h] != no_particle)
        scene.hit_particle[h] = row_of[all.truth.particle[h]];
    }
    match(all, row_of, *input.tracks, scene);
  }
  for (const GraphInput& graph : input.graphs) {
    scene.graphs.push_back(make_edges(graph, hits, max_edges, scene.truth ? &all : nullptr, order));
  }
  return scene;
}

}  // namespace trackloom::display
