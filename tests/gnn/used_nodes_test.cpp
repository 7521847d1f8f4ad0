#include "gnn/used_nodes.hpp"

#include <doctest/doctest.h>

#include "gnn/random_graph.hpp"
#include "gnn_torch/executor.hpp"

using namespace trackloom::gnn;

TEST_CASE("nodes that no edge touches go, the others keep order and features") {
  std::vector<float> features = {0, 1, 10, 11, 20, 21, 30, 31, 40, 41};
  std::vector<std::int32_t> source = {1, 1, 4}, target = {3, 4, 3}, row;
  CHECK(keep_used_nodes(5, 2, features, source, target, row) == 3);
  CHECK(features == std::vector<float>{10, 11, 30, 31, 40, 41});
  CHECK(source == std::vector<std::int32_t>{0, 0, 2});
  CHECK(target == std::vector<std::int32_t>{1, 2, 1});
}
