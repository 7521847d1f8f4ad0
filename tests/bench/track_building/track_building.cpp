// Track building on an event the size of a pile-up-200 one: 180 000 hits, 800 000 edges, of which
// 250 000 are true or score high. Helices through 10 cylinders with doubled hits; false edges join
// hits of neighbouring layers close in phi, true and false scores overlap.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>

#include "track_building/best_edges.hpp"
#include "track_building/best_paths.hpp"
#include "track_building/connected_components.hpp"
#include "track_building/simple_chains.hpp"
#include "track_building/walkthrough.hpp"

using namespace trackloom;
using namespace trackloom::track_building;

namespace {

constexpr std::uint32_t particles = 11000;
constexpr std::uint32_t noise = 37000;
constexpr std::uint32_t layers = 10;
constexpr std::uint32_t modules_per_layer = 1000;  // two overlapping sets of 500 in phi
constexpr std::size_t edges = 800000;

struct LargeEvent {
  Hits hits;
  DetectorRef detector;
  HitGraph graph;
  EdgeScores scores;

  LargeEvent() {
    make_hits();
    make_graph();
  }

 private:
  std::mt19937 random_{1};
  std::vector<std::int32_t> particle_;  // -1: noise

  float uniform(float low, float high) {
    return std::uniform_real_distribution<float>(low, high)(random_);
  }

  void add_hit(std::uint32_t layer, bool second, float r, float phi, float z,
               std::int32_t particle) {
    const float turn = phi / 6.2831853F;
    const auto sector = static_cast<std::uint32_t>(500 * (turn - std::floor(turn))) % 500;
    hits.id.push_back(hits.size() + 1);
    hits.x.push_back(r * std::cos(phi));
    hits.y.push_back(r * std::sin(phi));
    hits.z.push_back(z);
    hits.layer.push_back(static_cast<std::uint16_t>(layer));
    hits.module.push_back(layer * modules_per_layer + 2 * sector + (second ? 1 : 0));
    particle_.push_back(particle);
  }

  void make_hits() {
    std::vector<Module> modules;
    for (std::uint32_t i = 0; i < layers * modules_per_layer; ++i) {
      const float phi = static_cast<float>(i % modules_per_layer / 2) * 0.0125664F;
      Module m;
      m.volume_id = 8;
      m.layer_id = i / modules_per_layer;
      m.module_id = i % modules_per_layer;
      m.rotation = {-std::sin(phi), 0, std::cos(phi), std::cos(phi), 0, std::sin(phi), 0, 1, 0};
      m.pitch_u = 0.08F;
      m.pitch_v = 1.2F;
      modules.push_back(m);
    }
    detector.detector = std::make_shared<const Detector>(std::move(modules));
    for (std::uint32_t p = 0; p < particles; ++p) {
      const float phi0 = uniform(-3.14159F, 3.14159F), slope = uniform(-2, 2);
      const float curvature = uniform(-0.001F, 0.001F);
      const auto last = std::min<std::uint32_t>(layers, 5 + random_() % 12);
      for (std::uint32_t layer = 0; layer < last; ++layer) {
        const float r = 50.0F + 80.0F * static_cast<float>(layer);
        const auto at = [&](float radius, bool second) {
          add_hit(layer, second, radius, phi0 + std::asin(curvature * radius), slope * radius,
                  static_cast<std::int32_t>(p));
        };
        at(r, false);
        if (random_() % 2 == 0) at(r + 5, true);
      }
    }
    for (std::uint32_t i = 0; i < noise; ++i) {
      const std::uint32_t layer = random_() % layers;
      const float r = 50.0F + 80.0F * static_cast<float>(layer);
      add_hit(layer, false, r, uniform(-3.14159F, 3.14159F), uniform(-2, 2) * r, -1);
    }
    hits.r.resize(hits.size());
    hits.phi.resize(hits.size());
    hits.fill_cylindrical();
  }

  void make_graph() {
    std::vector<std::vector<std::uint32_t>> by_layer(layers);
    for (std::uint32_t h = 0; h < hits.size(); ++h) by_layer[hits.layer[h]].push_back(h);
    for (auto& list : by_layer) {
      std::sort(list.begin(), list.end(),
                [&](auto a, auto b) { return hits.phi[a] < hits.phi[b]; });
    }
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (std::uint32_t a = 0; a < hits.size(); ++a) {
      if (hits.layer[a] + 1U == layers) continue;
      // A particle's hits are consecutive rows.
      for (std::uint32_t b = a + 1; b < hits.size() && b < a + 5; ++b) {
        if (particle_[a] >= 0 && particle_[a] == particle_[b] &&
            hits.layer[b] == hits.layer[a] + 1) {
          pairs.emplace_back(a, b);
        }
      }
      const auto& next = by_layer[hits.layer[a] + 1U];
      const auto near = std::lower_bound(next.begin(), next.end(), hits.phi[a],
                                         [&](auto h, float phi) { return hits.phi[h] < phi; });
      for (auto it = near; it != next.end() && it < near + 4; ++it) pairs.emplace_back(a, *it);
    }
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    while (pairs.size() > edges) {  // thin out evenly
      const std::size_t before = pairs.size();
      std::size_t kept = 0;
      for (std::size_t i = 0; i < before; ++i) {
        if (i * edges / before != (i + 1) * edges / before) pairs[kept++] = pairs[i];
      }
      pairs.resize(kept);
    }
    graph.nodes = static_cast<std::uint32_t>(hits.size());
    std::normal_distribution<float> spread(0, 1);
    for (const auto& [a, b] : pairs) {
      graph.source.push_back(a);
      graph.target.push_back(b);
      const bool is_true = particle_[a] >= 0 && particle_[a] == particle_[b];
      // A trained network is sure of most fakes; the rest look much like true edges.
      const float logit = is_true                ? 3.5F + 2 * spread(random_)
                          : random_() % 100 < 85 ? -6 + 1.5F * spread(random_)
                                                 : -1.5F + 2 * spread(random_);
      scores.value.push_back(1 / (1 + std::exp(-logit)));
    }
    graph.index();
  }
};

const LargeEvent& event() {
  static const LargeEvent value;
  return value;
}

template <class Stage>
void build(benchmark::State& state) {
  const LargeEvent& e = event();
  const Stage stage{typename Stage::Config{}};
  TrackCandidates tracks;
  for (auto _ : state) {
    if constexpr (requires { stage(e.graph, e.scores, tracks); }) {
      stage(e.graph, e.scores, tracks);
    } else if constexpr (requires { stage(e.hits, e.graph, e.scores, tracks); }) {
      stage(e.hits, e.graph, e.scores, tracks);
    } else {
      stage(e.hits, e.detector, e.graph, e.scores, tracks);
    }
    benchmark::DoNotOptimize(tracks.hit.data());
  }
  state.counters["hits"] = static_cast<double>(e.hits.size());
  state.counters["edges"] = static_cast<double>(e.graph.edges());
  state.counters["edges_above_0.5"] = static_cast<double>(std::count_if(
      e.scores.value.begin(), e.scores.value.end(), [](float s) { return s > 0.5F; }));
  state.counters["tracks"] = static_cast<double>(tracks.size());
}

BENCHMARK(build<ConnectedComponents>)->Unit(benchmark::kMillisecond);
BENCHMARK(build<BestEdges>)->Unit(benchmark::kMillisecond);
BENCHMARK(build<SimpleChains>)->Unit(benchmark::kMillisecond);
BENCHMARK(build<Walkthrough>)->Unit(benchmark::kMillisecond);
BENCHMARK(build<BestPaths>)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
