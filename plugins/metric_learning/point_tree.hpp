// Points in 3 to 12 dimensions, grouped so that those near a point are found fast.
//
// A balanced k-d tree: the widest side of a box is split at a multiple of the leaf size nearest to
// its middle, so that every leaf but the last holds `leaf_points` points, with their coordinates
// stored by column for SIMD. Searches go from leaf to leaf: one walk through the tree serves all
// the points of a leaf.
//
// Distances are sums of squares in single precision, in the order of the dimensions and without
// fused operations; no sum of a box is above that of a point inside it, so a search finds exactly
// the pairs whose computed squared distance is <= radius^2, on every CPU.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace trackloom::metric_learning {

struct Neighbour {
  float distance2 = 0;
  std::uint32_t row = 0;
  friend bool operator<(const Neighbour& a, const Neighbour& b) {
    return a.distance2 != b.distance2 ? a.distance2 < b.distance2 : a.row < b.row;
  }
};

class PointTree {
 public:
  static constexpr std::uint32_t leaf_points = 32;

  // points: [rows, dimensions], finite, kept by reference; reuses its memory.
  void build(std::span<const float> points, std::size_t dimensions);

  std::uint32_t leaves() const noexcept { return leaves_; }
  // Rows of the points in a leaf.
  std::span<const std::uint32_t> leaf(std::uint32_t index) const noexcept;
  const float* point(std::uint32_t row) const noexcept {
    return points_.data() + row * dimensions_;
  }

  // Leaves whose box comes within the radius of that of leaf `index`, in ascending order.
  void near_leaves(std::uint32_t index, float radius, std::vector<std::uint32_t>& out) const;

  // All points of these leaves with squared distance <= radius^2 from the point, itself included if
  // it is there, in order of leaf and position. `out` is resized as needed; returns their number,
  // which may be below out.size().
  std::size_t within(const float* point, std::span<const std::uint32_t> leaves, float radius,
                     std::vector<Neighbour>& out) const;

 private:
  void split(std::uint32_t node, std::uint32_t begin, std::uint32_t end);
  void visit(std::uint32_t node, std::uint32_t begin, std::uint32_t end, const float* box,
             float radius2, std::vector<std::uint32_t>& out) const;
  void set_box(std::uint32_t node, std::uint32_t begin, std::uint32_t end);

  std::span<const float> points_;
  std::size_t dimensions_ = 0;
  std::uint32_t count_ = 0, leaves_ = 0;
  std::vector<std::uint32_t> row_;  // in order of leaves
  std::vector<std::uint32_t> node_of_leaf_;
  std::vector<float> box_;     // [nodes][low, high][dimensions], nodes in preorder
  std::vector<float> column_;  // [leaves][dimensions][leaf_points]
  std::vector<Neighbour> key_;
};

}  // namespace trackloom::metric_learning
