#include "metric_learning/point_tree.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "random_points.hpp"

using namespace trackloom::metric_learning;

namespace {

// Rows within the radius of each row, with their squared distances.
using Found = std::vector<std::map<std::uint32_t, float>>;

Found by_tree(const std::vector<float>& points, std::size_t dimensions, float radius) {
  Found all(points.size() / dimensions);
  PointTree tree;
  tree.build(points, dimensions);
  std::vector<std::uint32_t> near;
  std::vector<Neighbour> out;
  for (std::uint32_t leaf = 0; leaf < tree.leaves(); ++leaf) {
    tree.near_leaves(leaf, radius, near);
    for (const std::uint32_t row : tree.leaf(leaf)) {
      const std::size_t count = tree.within(tree.point(row), near, radius, out);
      for (std::size_t i = 0; i < count; ++i) {
        REQUIRE(all[row].emplace(out[i].row, out[i].distance2).second);
      }
    }
  }
  return all;
}

Found by_force(const std::vector<float>& points, std::size_t dimensions, float radius) {
  Found all(points.size() / dimensions);
  for (std::uint32_t a = 0; a < all.size(); ++a) {
    for (std::uint32_t b = 0; b < all.size(); ++b) {
      const float d2 = test::squared_distance(points, dimensions, a, b);
      if (d2 <= radius * radius) all[a][b] = d2;
    }
  }
  return all;
}

}  // namespace

TEST_CASE("a search finds exactly the points within the radius, the boundary included") {
  for (std::size_t dimensions = 3; dimensions <= 12; ++dimensions) {
    CAPTURE(dimensions);
    const float radius = 0.25F * static_cast<float>(dimensions) / 4;
    const auto lattice = test::lattice_points(700, dimensions, 1);
    CHECK(by_tree(lattice, dimensions, radius) == by_force(lattice, dimensions, radius));
    const auto uniform = test::uniform_points(700, dimensions, 2);
    CHECK(by_tree(uniform, dimensions, radius) == by_force(uniform, dimensions, radius));
  }
}

TEST_CASE("any number of points can be searched, none and equal ones too") {
  for (const std::size_t count : {0, 1, 2, 31, 32, 33, 63, 64, 65, 97}) {
    CAPTURE(count);
    const auto points = test::lattice_points(count, 3, 3);
    CHECK(by_tree(points, 3, 0.3F) == by_force(points, 3, 0.3F));
  }
  const std::vector<float> equal(4 * 200, 0.5F);
  CHECK(by_tree(equal, 4, 0.0F) == by_force(equal, 4, 0.0F));
}

TEST_CASE("a radius that covers everything finds everything") {
  const auto points = test::uniform_points(150, 5, 4);
  for (const auto& found : by_tree(points, 5, 100)) CHECK(found.size() == 150);
}

TEST_CASE("every row is in one leaf") {
  const auto points = test::lattice_points(1000, 4, 5);
  PointTree tree;
  tree.build(points, 4);
  std::vector<int> seen(1000, 0);
  for (std::uint32_t leaf = 0; leaf < tree.leaves(); ++leaf) {
    for (const std::uint32_t row : tree.leaf(leaf)) ++seen[row];
  }
  CHECK(std::all_of(seen.begin(), seen.end(), [](int n) { return n == 1; }));
}
