#include "evaluation/fraction.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace trackloom::evaluation;

TEST_CASE("a bin holds its lower edge and not its upper one; outside nothing is counted") {
  BinnedFraction bins({0, 1, 2});
  bins.count(0, true);
  bins.count(1, false);
  bins.count(1.9, true);
  bins.count(2, true);
  bins.count(-0.1, true);
  bins.count(std::numeric_limits<double>::quiet_NaN(), true);
  CHECK(bins.bins()[0].passed == 1);
  CHECK(bins.bins()[0].total == 1);
  CHECK(bins.bins()[1].passed == 1);
  CHECK(bins.bins()[1].total == 2);
}

TEST_CASE("a table of bins has edges, efficiency, interval and counts; empty bins have dashes") {
  BinnedFraction bins({0, 0.5, 2});
  for (int i = 0; i < 10; ++i) bins.count(0.25, i < 5);
  const auto table = bins.table("t", "title", "efficiency", 0.95);
  CHECK(table.rows[0] ==
        std::vector<std::string>{"0", "0.5", "0.5000", "0.1871", "0.8129", "5", "10"});
  CHECK(table.rows[1] == std::vector<std::string>{"0.5", "2", "-", "-", "-", "0", "0"});
}

TEST_CASE("tables carry the name that a pipeline gave their stage, unless it is the kind's") {
  CHECK(table_name("", "summary", "physics") == "physics");
  CHECK(table_name("summary", "summary", "physics") == "physics");
  CHECK(table_name("evaluation.summary", "summary", "physics") == "physics");
  CHECK(table_name("loose", "summary", "physics") == "loose_physics");
  CHECK(table_name("graph.raw", "edges", "edges") == "graph_raw_edges");
}
