#include <doctest/doctest.h>

#include <cmath>

#include "display/scene.hpp"

using namespace trackloom;
using display::make_scene;
using display::Scene;
using display::SceneInput;

namespace {

// Particle 7 (pT 2, hits 0-4), particle 9 (pT 1, hits 5-8), noise (hit 9), and particle 11 with
// hits 10-12 that the particles file does not list.
struct Example {
  Hits hits;
  Truth truth;
  Particles particles;
  TrackCandidates tracks;
  HitGraph graph;
  EdgeScores scores;

  Example() {
    hits.resize(13);
    truth.resize(13);
    truth.present = particles.present = true;
    particles.resize(2, true);
    particles.id = {7, 9};
    particles.type = {211, -13};
    particles.px = {2, 1};
    particles.pz = {0, 1};
    particles.vx = particles.vy = particles.vz = {0, 0};
    const auto fill = [&](std::size_t begin, std::size_t end, std::uint64_t id, std::uint32_t row) {
      for (std::size_t h = begin; h < end; ++h) {
        hits.id[h] = 100 + h;
        truth.particle_id[h] = id;
        truth.particle[h] = row;
        hits.layer[h] = static_cast<std::uint16_t>(h - begin);
        truth.x[h] = hits.x[h] = 30.0F * static_cast<float>(h - begin + 1);
        truth.px[h] = 3;
        truth.py[h] = 4;
      }
    };
    fill(0, 5, 7, 0);
    fill(5, 9, 9, 1);
    fill(9, 10, 0, no_particle);
    fill(10, 13, 11, no_particle);
    const std::vector<std::uint32_t> good{0, 1, 2, 3, 9}, bad{4, 5, 6, 9};
    tracks.push_back(good);
    tracks.push_back(bad);
    graph.nodes = 13;
    graph.source = {0, 0, 5, 10};
    graph.target = {1, 5, 6, 11};
    graph.index();
    scores.value = {0.9F, 0.1F, 0.5F, 1.0F};
  }

  SceneInput input() const {
    return {&hits, &truth, &particles, &tracks, nullptr, {{"graph", &graph, &scores}}};
  }
};

}  // namespace

TEST_CASE("tracks are matched by double majority and say how many hits they share") {
  const Example e;
  const Scene scene = make_scene(e.input(), 100);
  CHECK(scene.truth);
  CHECK(scene.particles);
  CHECK_FALSE(scene.fitted);
  CHECK(scene.tracks.matched == std::vector<std::uint8_t>{1, 0});
  CHECK(scene.tracks.shared == std::vector<std::uint16_t>{4, 2});
  CHECK(scene.tracks.particle[0] == 0);
  CHECK(scene.tracks.pt[0] == 2.0F);
  CHECK(scene.tracks.pt[1] == 1.0F);  // a fake: of the particle with most of its hits
}

TEST_CASE("every particle with hits is there, found or missed, listed or not") {
  const Example e;
  const Scene scene = make_scene(e.input(), 100);
  const auto& all = scene.true_tracks;
  CHECK(all.id == std::vector<std::uint64_t>{7, 9, 11});
  CHECK(all.found == std::vector<std::uint8_t>{1, 0, 0});
  CHECK(all.first == std::vector<std::uint32_t>{0, 5, 9, 12});
  CHECK(all.type == std::vector<std::int32_t>{211, -13, 0});
  CHECK(all.pt == std::vector<float>{2, 1, 5});  // the last from the true momentum at its first hit
  CHECK(all.vertex[0] == 0.0F);
  CHECK(std::isnan(all.vertex[6]));
  CHECK(scene.hit_particle[9] == -1);
  CHECK(scene.hit_particle[12] == 2);
}

TEST_CASE("edges have their score and whether they are true, in either direction") {
  Example e;
  Scene scene = make_scene(e.input(), 100);
  REQUIRE(scene.graphs.size() == 1);
  CHECK(scene.graphs[0].real == std::vector<std::uint8_t>{1, 0, 1, 1});
  CHECK(scene.graphs[0].score == std::vector<std::uint16_t>{58982, 6554, 32768, 65535});
  std::swap(e.graph.source, e.graph.target);
  scene = make_scene(e.input(), 100);
  CHECK(scene.graphs[0].real == std::vector<std::uint8_t>{1, 0, 1, 1});
}

TEST_CASE("of too many edges those with the best scores stay, in the order of the graph") {
  const Example e;
  const Scene scene = make_scene(e.input(), 2);
  CHECK(scene.graphs[0].total == 4);
  CHECK(scene.graphs[0].source == std::vector<std::uint32_t>{0, 10});
  CHECK(scene.graphs[0].target == std::vector<std::uint32_t>{1, 11});
}

TEST_CASE("without truth there are hits, tracks and edges, and nothing is called true") {
  const Example e;
  SceneInput input = e.input();
  input.truth = nullptr;
  const Scene scene = make_scene(input, 100);
  CHECK_FALSE(scene.truth);
  CHECK(scene.true_tracks.id.empty());
  CHECK(scene.tracks.hit.size() == 9);
  CHECK(scene.graphs[0].real == std::vector<std::uint8_t>{0, 0, 0, 0});
}

TEST_CASE("without a particles file kinematics come from the hits") {
  const Example e;
  SceneInput input = e.input();
  input.particles = nullptr;
  const Scene scene = make_scene(input, 100);
  CHECK_FALSE(scene.particles);
  CHECK(scene.true_tracks.id == std::vector<std::uint64_t>{7, 9, 11});
  CHECK(scene.true_tracks.pt == std::vector<float>{5, 5, 5});
  CHECK(scene.tracks.matched == std::vector<std::uint8_t>{1, 0});
}

TEST_CASE("a fit gives the tracks their pT; parameters of other tracks are refused") {
  const Example e;
  TrackParameters fit;
  fit.resize(2);
  fit.degrees = {5, 0};
  fit.perigee[0].theta = 1.57079633F;
  fit.perigee[0].q_over_p = -0.5F;
  SceneInput input = e.input();
  input.parameters = &fit;
  const Scene scene = make_scene(input, 100);
  CHECK(scene.fitted);
  CHECK(scene.tracks.pt[0] == doctest::Approx(2));
  CHECK(std::isnan(scene.tracks.pt[1]));
  fit.resize(1);
  CHECK_THROWS_WITH(make_scene(input, 100), doctest::Contains("parameters of 1 tracks"));
}

TEST_CASE("products that do not belong together are refused") {
  Example e;
  e.scores.value.pop_back();
  CHECK_THROWS_WITH(make_scene(e.input(), 100), doctest::Contains("do not belong together"));
  Example other;
  other.graph.target[3] = 99;
  CHECK_THROWS_WITH(make_scene(other.input(), 100), doctest::Contains("not there"));
  Example third;
  const std::vector<std::uint32_t> outside{50};
  third.tracks.push_back(outside);
  CHECK_THROWS_WITH(make_scene(third.input(), 100), doctest::Contains("hit 50"));
}

TEST_CASE("an event without hits makes an empty scene") {
  Hits hits;
  Truth truth;
  truth.present = true;
  TrackCandidates tracks;
  const Scene scene = make_scene({&hits, &truth, nullptr, &tracks, nullptr, {}}, 10);
  CHECK(scene.true_tracks.id.empty());
  CHECK(scene.tracks.first == std::vector<std::uint32_t>{0});
}
