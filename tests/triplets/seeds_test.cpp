// The stage triplets.seeds and the sink triplets.write_seeds.
#include "triplets/seeds.hpp"

#include <doctest/doctest.h>

#include "evaluation/small_event.hpp"
#include "gnn/test_files.hpp"
#include "tiny.hpp"
#include "trackloom/error.hpp"
#include "triplets/write_seeds.hpp"

using namespace trackloom;
using namespace trackloom::triplets;
using trackloom::evaluation::NamedContext;
using trackloom::evaluation::RecordedSummary;
using trackloom::gnn::test::read_bytes;
using trackloom::gnn::test::TemporaryFolder;

namespace {

TripletGraph two_triplets() {
  TripletGraph graph;
  graph.hits = 4;
  graph.inner = {0, 1, 1};
  graph.outer = {1, 2, 3};
  graph.score = {1, 1, 1};
  graph.links.nodes = 3;
  graph.links.source = {0, 0};
  graph.links.target = {1, 2};
  graph.links.index();
  return graph;
}

}  // namespace

TEST_CASE("seeds are the triplets above, not at, the cut") {
  TripletScores scores;
  scores.value = {0.75F, 0.5F};
  Seeds seeds;
  SelectSeeds({.score_cut = 0.5F})(two_triplets(), scores, seeds);
  REQUIRE(seeds.size() == 1);
  CHECK(seeds.hits[0] == std::array<std::uint32_t, 3>{0, 1, 2});
  CHECK(seeds.score[0] == 0.75F);
  scores.value.pop_back();
  CHECK_THROWS_WITH_AS(SelectSeeds({})(two_triplets(), scores, seeds),
                       "there are 2 triplets but 1 scores: the scores were made for others",
                       std::runtime_error);
}

TEST_CASE("seeds are written with the ids of their hits, and appear when the run ends") {
  const TemporaryFolder folder;
  const auto path = folder / "seeds.csv";
  WriteSeeds sink({path.string()});
  NamedContext context("write_seeds");
  sink.begin(context);
  Hits hits;
  hits.resize(3);
  hits.id = {11, 22, 33};
  Seeds seeds;
  seeds.hits = {{0, 1, 2}, {2, 1, 0}};
  seeds.score = {0.75F, 0.1F};
  EventInfo info;
  info.id = 1000;
  sink(info, hits, seeds);
  CHECK_FALSE(std::filesystem::exists(path));
  seeds.hits[1][2] = 3;
  CHECK_THROWS_WITH_AS(sink(info, hits, seeds), "seed 1 has hit row 3, the event has 3 hits",
                       std::runtime_error);
  RecordedSummary summary;
  sink.finish(summary);
  CHECK(read_bytes(path) ==
        "event_id,hit1,hit2,hit3,score\n1000,11,22,33,0.75\n1000,33,22,11,0.1\n");
}
