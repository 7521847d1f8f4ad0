#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "event_data/true_edges.hpp"
#include "module_map/build_graph.hpp"
#include "module_map/learn.hpp"
#include "module_map/toy_detector.hpp"
#include "temporary_folder.hpp"
#include "trackloom/error.hpp"

using trackloom_test::TemporaryFolder;

using namespace trackloom::module_map;
using trackloom::DetectorRef;
using trackloom::HitGraph;

namespace {

struct Taught {
  TemporaryFolder folder;
  std::filesystem::path path = folder / "map.tlmap";
  std::shared_ptr<const trackloom::Detector> detector = toy::detector();
  toy::CollectedSummary summary;

  explicit Taught(int events = 400, int min_occurrence = 1) {
    Learn::Config config;
    config.path = path.string();
    config.min_occurrence = min_occurrence;
    Learn learn(config);
    for (int e = 0; e < events; ++e) {
      const toy::Event event = toy::event(static_cast<unsigned>(e + 1000), 40, 20);
      learn(event.hits, event.truth, event.particles, {detector});
    }
    learn.finish(summary);
  }
  BuildGraph::Config config() const {
    BuildGraph::Config result;
    result.map = path.string();
    return result;
  }
};

double edge_efficiency(const toy::Event& event, const HitGraph& graph) {
  trackloom::ParticleHits ordered;
  ordered.build(event.hits, event.truth, event.particles);
  int found = 0, all = 0;
  for (std::size_t p = 0; p < ordered.particles(); ++p) {
    if (ordered.hits(p).size() < 3) continue;
    ordered.for_each_true_edge(p, [&](std::uint32_t a, std::uint32_t b) {
      ++all;
      const auto begin = graph.target.begin() + graph.first[a];
      found += std::binary_search(begin, graph.target.begin() + graph.first[a + 1], b);
    });
  }
  return static_cast<double>(found) / all;
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("a learned map finds the edges of events it has not seen") {
  const Taught taught;
  const BuildGraph build(taught.config());
  const toy::Event event = toy::event(1, 100, 200);
  HitGraph graph;
  build(event.hits, {taught.detector}, graph);
  CHECK(edge_efficiency(event, graph) > 0.95);
  CHECK(graph.edges() < 2 * event.hits.size());
}

TEST_CASE("learning twice from the same events gives the same bytes") {
  const Taught first(30), second(30);
  CHECK(bytes_of(first.path) == bytes_of(second.path));
}

TEST_CASE("the coverage table says what was known of each event before it was learned") {
  const Taught taught(50);
  REQUIRE(taught.summary.tables.size() == 1);
  const auto& rows = taught.summary.tables[0].rows;
  REQUIRE(rows.size() == 50);
  CHECK(rows[0][0] == "1");
  CHECK(rows[0][4] == "0.00000");  // nothing is known before the first event
  CHECK(rows[0][5] == "0.00000");
  CHECK(std::stod(rows[49][4]) > 0.8);
  CHECK(std::stod(rows[49][5]) <= std::stod(rows[49][4]));
  CHECK(std::stoi(rows[49][1]) > std::stoi(rows[0][1]));
  CHECK(taught.summary.outputs == std::vector<std::filesystem::path>{taught.path});
}

TEST_CASE("learning refuses events without truth and does not write an empty map") {
  const TemporaryFolder folder;
  Learn::Config config;
  config.path = (folder / "map.tlmap").string();
  Learn learn(config);
  toy::Event event = toy::event(1, 10);
  const DetectorRef detector{toy::detector()};
  event.truth.present = false;
  CHECK_THROWS_WITH(learn(event.hits, event.truth, event.particles, detector),
                    doctest::Contains("has no truth"));
  event.truth.present = true;
  event.particles.present = false;
  CHECK_THROWS_WITH(learn(event.hits, event.truth, event.particles, detector),
                    doctest::Contains("has no particles"));
  toy::CollectedSummary summary;
  CHECK_THROWS_WITH(learn.finish(summary), doctest::Contains("nothing was learned from 0 events"));
  CHECK_FALSE(std::filesystem::exists(config.path));
}

TEST_CASE("learning refuses a second geometry") {
  Learn learn({});
  const toy::Event event = toy::event(1, 10);
  learn(event.hits, event.truth, event.particles, {toy::detector()});
  CHECK_THROWS_WITH(learn(event.hits, event.truth, event.particles, {toy::detector(1)}),
                    doctest::Contains("not that of the events before"));
}

TEST_CASE("a map for another geometry is refused and both fingerprints are named") {
  const Taught taught(5);
  const BuildGraph build(taught.config());
  const toy::Event event = toy::event(1, 10);
  const auto moved = toy::detector(1);
  const auto name = [](const trackloom::Detector& detector) {
    char text[19];
    std::snprintf(text, sizeof text, "0x%016llx",
                  static_cast<unsigned long long>(detector.fingerprint()));
    return std::string(text);
  };
  HitGraph graph;
  CHECK_THROWS_WITH(build(event.hits, {moved}, graph), doctest::Contains(name(*moved).c_str()));
  CHECK_THROWS_WITH(build(event.hits, {moved}, graph),
                    doctest::Contains(name(*taught.detector).c_str()));
}

TEST_CASE("an event over max_edges or max_doublets fails") {
  const Taught taught(50);
  const toy::Event event = toy::event(1, 50);
  HitGraph graph;
  auto config = taught.config();
  config.max_edges = 10;
  const BuildGraph few_edges(config);
  CHECK_THROWS_WITH(few_edges(event.hits, {taught.detector}, graph),
                    doctest::Contains("more than max_edges = 10"));
  config = taught.config();
  config.max_doublets = 10;
  const BuildGraph few_doublets(config);
  CHECK_THROWS_WITH(few_doublets(event.hits, {taught.detector}, graph),
                    doctest::Contains("more than max_doublets = 10"));
}

TEST_CASE("a map that cannot be read is a finding about the parameter map") {
  BuildGraph::Config config;
  config.map = "absent.tlmap";
  try {
    const BuildGraph build(config);
    FAIL("an absent map was accepted");
  } catch (const trackloom::ConfigError& error) {
    CHECK(error.parameter() == "map");
    CHECK(std::string(error.what()).find("absent.tlmap") != std::string::npos);
  }
}
