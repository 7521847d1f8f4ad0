#include <doctest/doctest.h>

#include "small_graph.hpp"
#include "track_building/best_paths.hpp"
#include "track_building/overlap_hits.hpp"

using namespace trackloom;
using namespace trackloom::track_building;

namespace {

// Four planes across x at x = 30, 70, 110, 150, each of two modules 4 mm apart, pitches 0.05 and 1
// mm. The even hits are on the first modules; hit 2 k + 1 is on the second module of plane k.
struct Planes : SmallGraph {
  explicit Planes(std::vector<Edge> edges = {}) : SmallGraph(8, std::move(edges)) {
    std::vector<Module> modules(8);
    for (std::uint32_t i = 0; i < 8; ++i) {
      modules[i].volume_id = 8;
      modules[i].layer_id = i / 2;
      modules[i].module_id = i % 2;
      modules[i].rotation = {0, 0, 1, 1, 0, 0, 0, 1, 0};  // u along y, v along z, w along x
      modules[i].pitch_u = 0.05F;
      modules[i].pitch_v = 1;
      const float x = 30.0F + 40.0F * static_cast<float>(i / 2) + 4.0F * static_cast<float>(i % 2);
      place(i, x, 0, 0.5F * x);
      hits.layer[i] = static_cast<std::uint16_t>(i / 2);
    }
    detector.detector = std::make_shared<const Detector>(std::move(modules));
  }
  void place(std::uint32_t i, float x, float y, float z) {
    hits.x[i] = x;
    hits.y[i] = y;
    hits.z[i] = z;
    hits.fill_cylindrical();
  }
  std::vector<std::uint32_t> find(std::vector<char> free = std::vector<char>(8, 1)) const {
    const OverlapFinder finder(hits, *detector, {});
    std::vector<std::uint32_t> found;
    finder.find(std::vector<std::uint32_t>{0, 2, 4, 6}, free, found);
    return found;
  }
};

}  // namespace

TEST_CASE("overlap hits: hits where the track crosses the other module are found on all layers") {
  CHECK(Planes().find() == std::vector<std::uint32_t>{1, 3, 5, 7});
}

TEST_CASE("overlap hits: windows hold on both axes of the module") {
  Planes p;
  // Allowed on u: 1.5 x 0.05 + 0.015 x (path of 4.5 mm) = 0.142; on v: 1.5 + 0.067.
  p.place(3, 74, 0.13F, 37);
  p.place(5, 114, 0.16F, 57);
  CHECK(p.find() == std::vector<std::uint32_t>{1, 3, 7});
  p.place(3, 74, 0, 38.4F);
  p.place(5, 114, 0, 58.7F);
  CHECK(p.find() == std::vector<std::uint32_t>{1, 3, 7});
}

TEST_CASE("overlap hits: taken hits and hits too far along the track are left") {
  std::vector<char> free(8, 1);
  free[3] = 0;
  CHECK(Planes().find(free) == std::vector<std::uint32_t>{1, 5, 7});
  Planes p;
  p.place(7, 150 + 24, 0, 87);
  CHECK(p.find() == std::vector<std::uint32_t>{1, 3, 5});  // 24 mm in x are 26.8 along the track
}

TEST_CASE("overlap hits: the track is carried along its circle, not along the chord") {
  Planes p;
  const float radius = 400;
  const auto y = [&](float x) { return radius - std::sqrt(radius * radius - x * x); };
  for (std::uint32_t i = 0; i < 8; ++i) p.place(i, p.hits.x[i], y(p.hits.x[i]), p.hits.z[i]);
  CHECK(p.find() == std::vector<std::uint32_t>{1, 3, 5, 7});
}

TEST_CASE("overlap hits: of two hits on a module the closer one is found") {
  Planes p;
  p.place(1, 34, 0.1F, 17);
  p.hits.module[3] = 1;  // a second hit on the module of hit 1
  p.hits.layer[3] = 0;
  p.place(3, 34, 0.02F, 17);
  CHECK(p.find() == std::vector<std::uint32_t>{3, 5, 7});
}

TEST_CASE("overlap hits: phi wraps around") {
  Planes p;
  for (std::uint32_t i = 0; i < 8; ++i) {
    p.place(i, -p.hits.x[i], i % 2 ? 1e-4F : -1e-4F, p.hits.z[i]);
  }
  CHECK(p.find() == std::vector<std::uint32_t>{1, 3, 5, 7});
}

TEST_CASE("best paths take the second hits with the path, so that no parallel path is left") {
  std::vector<Edge> edges;  // all combinations between consecutive planes
  for (std::uint32_t a = 0; a < 6; ++a) {
    for (std::uint32_t b = (a / 2 + 1) * 2; b < (a / 2 + 2) * 2; ++b)
      edges.emplace_back(a, b, 0.9F);
  }
  CHECK(run(BestPaths({}), Planes(edges)) == Tracks{{0, 1, 2, 3, 4, 5, 6, 7}});
  BestPaths::Config alone;
  alone.attach = false;
  CHECK(run(BestPaths(alone), Planes(edges)) == Tracks{{0, 2, 4, 6}, {1, 3, 5, 7}});
}
