// The stages: learning a map, keeping it in a file, applying it.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "layer_map/build_graph.hpp"
#include "layer_map/learn.hpp"
#include "module_map/toy_detector.hpp"
#include "temporary_folder.hpp"

using trackloom_test::TemporaryFolder;

using namespace trackloom::layer_map;
using trackloom::ConfigError;
using trackloom::EdgeScores;
using trackloom::HitGraph;

namespace {

std::string learn_into(const TemporaryFolder& folder) {
  Learn::Config config;
  config.path = folder / "map.tlmap";
  config.candidates_per_hit = 3;
  Learn learn(config);
  for (unsigned i = 0; i < 6; ++i) {
    const toy::Event e = toy::event(i, 200, 100);
    trackloom::EventInfo info;
    info.id = i;
    learn(info, e.hits, e.truth, e.particles, {toy::detector()}, nullptr);
  }
  toy::CollectedSummary summary;
  learn.finish(summary);
  CHECK(summary.outputs.size() == 1);
  return config.path;
}

std::string slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

HitGraph build(BuildGraph& stage, const toy::Event& e, EdgeScores& scores) {
  HitGraph graph;
  stage(e.hits, {toy::detector()}, nullptr, graph, scores);
  return graph;
}

}  // namespace

TEST_CASE("a graph is sorted, unique, points outward and has a score for every edge") {
  TemporaryFolder folder;
  BuildGraph stage({.map = learn_into(folder)});
  const toy::Event e = toy::event(50, 200, 100);
  EdgeScores scores;
  const HitGraph graph = build(stage, e, scores);
  REQUIRE(graph.edges() > 500);
  CHECK(graph.nodes == e.hits.size());
  CHECK(scores.value.size() == graph.edges());
  for (std::size_t i = 0; i < graph.edges(); ++i) {
    CHECK(e.hits.r[graph.target[i]] > e.hits.r[graph.source[i]]);
    CHECK((scores.value[i] >= 0 && scores.value[i] <= 1));
    if (i == 0) continue;
    const bool sorted =
        graph.source[i - 1] < graph.source[i] ||
        (graph.source[i - 1] == graph.source[i] && graph.target[i - 1] < graph.target[i]);
    CHECK(sorted);
  }
  CHECK(graph.first.back() == graph.edges());
}

TEST_CASE("max_edges keeps exactly so many edges, the best ones") {
  TemporaryFolder folder;
  const std::string map = learn_into(folder);
  const toy::Event e = toy::event(50, 200, 100);
  BuildGraph all({.map = map});
  BuildGraph few({.map = map, .max_edges = 300});
  EdgeScores all_scores;
  EdgeScores few_scores;
  build(all, e, all_scores);
  const HitGraph graph = build(few, e, few_scores);
  CHECK(graph.edges() == 300);
  auto best = all_scores.value;
  std::sort(best.begin(), best.end(), std::greater<>());
  CHECK(*std::min_element(few_scores.value.begin(), few_scores.value.end()) == best[299]);
}

TEST_CASE("min_score drops the edges below it") {
  TemporaryFolder folder;
  BuildGraph stage({.map = learn_into(folder), .min_score = 0.5F});
  EdgeScores scores;
  const HitGraph graph = build(stage, toy::event(50, 200, 100), scores);
  REQUIRE(graph.edges() > 0);
  CHECK(*std::min_element(scores.value.begin(), scores.value.end()) >= 0.5F);
}

TEST_CASE("events without hits and with one hit give graphs without edges") {
  TemporaryFolder folder;
  BuildGraph stage({.map = learn_into(folder)});
  EdgeScores scores;
  toy::Event e;
  CHECK(build(stage, e, scores).edges() == 0);
  e.add_hit(trackloom::no_particle, 30, 0, 5, 0, 0);
  const HitGraph graph = build(stage, e, scores);
  CHECK(graph.edges() == 0);
  CHECK(graph.first.size() == 2);
}

TEST_CASE("hits on excluded tracks have no edges, the others those of an event without them") {
  TemporaryFolder folder;
  BuildGraph stage({.map = learn_into(folder)});
  const toy::Event e = toy::event(50, 200, 100);
  trackloom::TrackCandidates tracks;
  std::vector<std::uint32_t> row_of;  // by row of the event without the tracks' hits
  toy::Event left;
  std::vector<std::uint32_t> taken;
  for (std::uint32_t i = 0; i < e.hits.size(); ++i) {
    if (e.truth.particle[i] != trackloom::no_particle && e.truth.particle[i] % 2 == 0) {
      taken.push_back(i);
      continue;
    }
    row_of.push_back(i);
    left.add_hit(trackloom::no_particle, e.hits.x[i], e.hits.y[i], e.hits.z[i], e.hits.module[i],
                 e.hits.layer[i]);
  }
  tracks.push_back(taken);
  HitGraph graph;
  EdgeScores scores;
  stage(e.hits, {toy::detector()}, &tracks, graph, scores);
  EdgeScores left_scores;
  const HitGraph expected = build(stage, left, left_scores);
  CHECK(graph.nodes == e.hits.size());
  REQUIRE(graph.edges() == expected.edges());
  REQUIRE(graph.edges() > 200);
  std::size_t different = 0;
  for (std::size_t i = 0; i < graph.edges(); ++i) {
    different += graph.source[i] != row_of[expected.source[i]] ? 1 : 0;
    different += graph.target[i] != row_of[expected.target[i]] ? 1 : 0;
  }
  CHECK(different == 0);
  CHECK(scores.value == left_scores.value);
}

TEST_CASE("a track to exclude with a hit that the event does not have is an error") {
  TemporaryFolder folder;
  BuildGraph stage({.map = learn_into(folder)});
  const toy::Event e = toy::event(50, 20);
  trackloom::TrackCandidates tracks;
  tracks.push_back(std::vector<std::uint32_t>{0, 100000});
  HitGraph graph;
  EdgeScores scores;
  CHECK_THROWS_WITH(stage(e.hits, {toy::detector()}, &tracks, graph, scores),
                    doctest::Contains("a track to exclude has hit 100000"));
}

TEST_CASE("the same events give the same map file, byte by byte") {
  TemporaryFolder one;
  TemporaryFolder two;
  CHECK(slurp(learn_into(one)) == slurp(learn_into(two)));
}

TEST_CASE("a map of another detector is refused with what to do") {
  TemporaryFolder folder;
  BuildGraph stage({.map = learn_into(folder)});
  const toy::Event e = toy::event(50, 20);
  HitGraph graph;
  EdgeScores scores;
  CHECK_THROWS_WITH(stage(e.hits, {toy::detector(1)}, nullptr, graph, scores),
                    doctest::Contains("learn a map for it with pipelines/train/layer_map.yaml"));
}

TEST_CASE("a damaged or foreign map file is refused when the stage is made") {
  TemporaryFolder folder;
  const std::string path = learn_into(folder);
  std::string bytes = slurp(path);
  SUBCASE("truncated") {
    bytes.resize(bytes.size() / 2);
  }
  SUBCASE("one byte flipped") {
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  }
  SUBCASE("not a map") {
    bytes = "hello";
  }
  std::ofstream(path, std::ios::binary) << bytes;
  try {
    BuildGraph stage({.map = path});
    FAIL("accepted");
  } catch (const ConfigError& error) {
    CHECK(error.parameter() == "map");
    CHECK(std::string(error.what()).find(path + ": offset ") == 0);
  }
}

TEST_CASE("learning from events without truth says so") {
  Learner learner({});
  toy::Event e = toy::event(1, 10);
  e.truth.present = false;
  CHECK_THROWS_WITH(learner.add(e.hits, e.truth, e.particles, {toy::detector()}, nullptr),
                    "learning a layer map needs truth and particles, and this event has none");
  CHECK_THROWS_WITH(learner.learn(), "no event to learn a layer map from");
}
