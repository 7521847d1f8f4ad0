// The search against its definition: every pair of hits, tested one by one.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <utility>

#include "layer_map/edges.hpp"
#include "layer_map/learner.hpp"
#include "module_map/toy_detector.hpp"

using namespace trackloom::layer_map;
using Edge = std::pair<std::uint32_t, std::uint32_t>;

namespace {

LayerMap learned(int events) {
  Learner learner({.min_hits = 3, .window_quantile = 0.98, .candidates_per_hit = 3});
  for (int i = 0; i < events; ++i) {
    const toy::Event e = toy::event(static_cast<unsigned>(i), 200, 100);
    learner.add(e.hits, e.truth, e.particles, {toy::detector()}, nullptr);
  }
  return learner.learn();
}

std::set<Edge> rows_of(const DoubletList& list, const HitGrid& grid) {
  std::set<Edge> rows;
  for (std::uint32_t a = 0; a < grid.hit.size(); ++a) {
    for (std::uint32_t e = list.first[a]; e < list.first[a + 1]; ++e) {
      rows.emplace(grid.hit[a], grid.hit[list.edge[e].outer]);
    }
  }
  return rows;
}

// All doublets of the definition, as rows of Hits, with the map's own tables.
std::set<Edge> by_definition(const LayerMap& map, const trackloom::Hits& hits,
                             const trackloom::Detector& detector) {
  const auto mirror = mirrored_layers(detector);
  const PairTable pairs(detector.layers().size(), map.pairs);
  std::set<Edge> found;
  for (std::uint32_t a = 0; a < hits.size(); ++a) {
    for (std::uint32_t b = 0; b < hits.size(); ++b) {
      const float sign = hits.z[a] + hits.z[b] < 0 ? -1.0F : 1.0F;
      const auto fold = [&](std::uint16_t layer) { return sign > 0 ? layer : mirror[layer]; };
      const std::uint16_t pair = pairs(fold(hits.layer[a]), fold(hits.layer[b]));
      if (pair == no_pair || hits.r[b] - hits.r[a] <= min_dr) continue;
      const Doublet d = doublet(hits.r[a], sign * hits.z[a], wrap(hits.phi[b] - hits.phi[a]),
                                hits.r[b], sign * hits.z[b]);
      const int position = map.position_axis(pair).bin(sign * hits.z[a]);
      const Window& window = map.windows[pair * position_bins + static_cast<std::size_t>(position)];
      if (std::fabs(d.phi_slope) > window.max_slope || d.z0 < window.min_z0 || d.z0 > window.max_z0)
        continue;
      const float llr =
          map.doublet_llr[doublet_bin(pair, position, map.slope_axis().bin(std::fabs(d.phi_slope)),
                                      CoreAxis{map.pair_axes[pair].z0_scale, z0_bins}.bin(d.z0))];
      if (llr >= map.doublet_cut) found.emplace(a, b);
    }
  }
  return found;
}

}  // namespace

TEST_CASE("the search finds exactly the doublets of the definition") {
  const LayerMap map = learned(6);
  const auto detector = toy::detector();
  const Steps steps(map, *detector, true);
  std::size_t total = 0;
  std::size_t different = 0;
  for (unsigned seed = 100; seed < 104; ++seed) {
    const toy::Event e = toy::event(seed, 150, 150);
    HitGrid grid;
    grid.build(e.hits, *detector);
    DoubletList list;
    find_doublets(map, ByteTables(map), steps, grid, list);
    const std::set<Edge> found = rows_of(list, grid);
    CHECK(found.size() == list.size());
    const auto expected = by_definition(map, e.hits, *detector);
    total += expected.size();
    for (const Edge& edge : expected) different += found.count(edge) == 0 ? 1 : 0;
    for (const Edge& edge : found) different += expected.count(edge) == 0 ? 1 : 0;
  }
  CHECK(total > 2000);
  // A doublet on the very edge of a bin may round either way.
  CHECK(different <= total / 1000);
}

TEST_CASE("a map learned from a few events finds the true edges of others") {
  const LayerMap map = learned(10);
  const auto detector = toy::detector();
  const Steps steps(map, *detector, true);
  std::size_t found = 0;
  std::size_t total = 0;
  for (unsigned seed = 200; seed < 203; ++seed) {
    const toy::Event e = toy::event(seed, 200, 100);
    HitGrid grid;
    grid.build(e.hits, *detector);
    DoubletList list;
    find_doublets(map, ByteTables(map), steps, grid, list);
    const std::set<Edge> edges = rows_of(list, grid);
    trackloom::ParticleHits order;
    order.build(e.hits, e.truth, e.particles);
    for (std::size_t p = 0; p < order.particles(); ++p) {
      order.for_each_true_edge(p, [&](std::uint32_t a, std::uint32_t b) {
        ++total;
        found += edges.count({a, b});
      });
    }
  }
  CHECK(static_cast<double>(found) > 0.93 * static_cast<double>(total));
}

TEST_CASE("hits of a grid cell keep the order of their rows") {
  const toy::Event e = toy::event(1, 300, 500);
  HitGrid grid;
  grid.build(e.hits, *toy::detector());
  REQUIRE(grid.hit.size() == e.hits.size());
  std::set<std::uint32_t> rows(grid.hit.begin(), grid.hit.end());
  CHECK(rows.size() == e.hits.size());
  for (std::size_t cell = 0; cell + 1 < grid.cell_first.size(); ++cell) {
    for (std::uint32_t i = grid.cell_first[cell]; i + 1 < grid.cell_first[cell + 1]; ++i) {
      CHECK(grid.hit[i] < grid.hit[i + 1]);
    }
  }
}

TEST_CASE("a map learned with excluded tracks is that of the hits that they leave") {
  Learner with_tracks({.candidates_per_hit = 3});
  Learner without_hits({.candidates_per_hit = 3});
  for (unsigned i = 0; i < 4; ++i) {
    const toy::Event e = toy::event(i, 200, 100);
    toy::Event left;
    left.particles = e.particles;
    std::vector<std::uint32_t> taken;
    for (std::uint32_t hit = 0; hit < e.hits.size(); ++hit) {
      // The third layer of every other particle: true edges of the rest skip it.
      const std::uint32_t particle = e.truth.particle[hit];
      if (particle != trackloom::no_particle && particle % 2 == 0 && e.hits.layer[hit] == 2) {
        taken.push_back(hit);
        continue;
      }
      left.add_hit(particle, e.hits.x[hit], e.hits.y[hit], e.hits.z[hit], e.hits.module[hit],
                   e.hits.layer[hit]);
    }
    trackloom::TrackCandidates tracks;
    tracks.push_back(taken);
    with_tracks.add(e.hits, e.truth, e.particles, {toy::detector()}, &tracks);
    without_hits.add(left.hits, left.truth, left.particles, {toy::detector()}, nullptr);
  }
  const LayerMap map = with_tracks.learn();
  const LayerMap expected = without_hits.learn();
  CHECK(map.doublet_llr == expected.doublet_llr);
  CHECK(map.final_llr == expected.final_llr);
  const bool skips = std::any_of(map.pairs.begin(), map.pairs.end(), [](const LayerPair& pair) {
    return pair.inner == 1 && pair.outer == 3;
  });
  CHECK(skips);
}

TEST_CASE("with `inward`, and only then, a map learns from particles that fly towards the beam") {
  const auto pairs_of = [](bool inward) {
    Learner learner({.inward = inward, .candidates_per_hit = 3});
    for (unsigned i = 0; i < 4; ++i) {
      toy::Event e = toy::event(i, 200, 100);
      for (std::size_t p = 0; p < e.particles.size(); ++p) {
        // Born outside: the outermost hit is the nearest one.
        const float pt = std::hypot(e.particles.px[p], e.particles.py[p]);
        e.particles.vx[p] = 1000 * e.particles.px[p] / pt;
        e.particles.vy[p] = 1000 * e.particles.py[p] / pt;
        e.particles.vz[p] += 1000 * e.particles.pz[p] / pt;
      }
      learner.add(e.hits, e.truth, e.particles, {toy::detector()}, nullptr);
    }
    return learner.learn().pairs.size();
  };
  CHECK(pairs_of(false) == 0);
  CHECK(pairs_of(true) >= 4);
}

TEST_CASE("max_slope bounds the windows and ends the slope axis") {
  Learner learner({.max_slope = 1e-4, .candidates_per_hit = 3});
  for (unsigned i = 0; i < 4; ++i) {
    const toy::Event e = toy::event(i, 200, 100);
    learner.add(e.hits, e.truth, e.particles, {toy::detector()}, nullptr);
  }
  const LayerMap map = learner.learn();
  CHECK(map.slope_axis().top == 1e-4F);
  REQUIRE(!map.windows.empty());
  for (const Window& window : map.windows) CHECK(window.max_slope <= 1e-4F);
}
