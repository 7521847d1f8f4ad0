#include "metric_learning/point_tree.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace trackloom::metric_learning {

namespace {

typedef float Vector __attribute__((vector_size(32), aligned(4), may_alias));
typedef std::int32_t Mask __attribute__((vector_size(32)));
constexpr std::uint32_t lanes = 8;
constexpr std::uint32_t vectors = PointTree::leaf_points / lanes;
// Where no point is; its squared distance to any sensible point is finite and huge.
constexpr float nowhere = 1e18F;

// A tree over m leaves has 2m - 1 nodes; in preorder the first child follows its parent.
std::uint32_t middle(std::uint32_t begin, std::uint32_t end) {
  return begin + (end - begin + 1) / 2;
}
std::uint32_t second_child(std::uint32_t node, std::uint32_t begin, std::uint32_t end) {
  return node + 2 * (middle(begin, end) - begin);
}

float box_distance2(const float* a, const float* b, std::size_t dimensions, float limit) {
  float sum = 0;
  for (std::size_t d = 0; d < dimensions; ++d) {
    const float gap = std::max({0.0F, b[d] - a[dimensions + d], a[d] - b[dimensions + d]});
    sum += gap * gap;
    if (sum > limit) break;
  }
  return sum;
}

// Appends the points of one leaf that are within the radius; returns the new end.
[[gnu::always_inline]] inline Neighbour* scan(const float* point, const float* column,
                                              const std::uint32_t* rows, std::size_t dimensions,
                                              float radius2, Neighbour* out) {
  Vector sum[vectors] = {};
  for (std::size_t d = 0; d < dimensions; ++d) {
#pragma GCC unroll 4
    for (std::uint32_t v = 0; v < vectors; ++v) {
      const Vector gap =
          *reinterpret_cast<const Vector*>(column + d * PointTree::leaf_points + v * lanes) -
          point[d];
      sum[v] += gap * gap;
    }
  }
  const Vector limit = Vector{} + radius2;
  Mask any = sum[0] <= limit;
#pragma GCC unroll 4
  for (std::uint32_t v = 1; v < vectors; ++v) any |= sum[v] <= limit;
  if ((any[0] | any[1] | any[2] | any[3] | any[4] | any[5] | any[6] | any[7]) == 0) return out;
  alignas(32) float value[PointTree::leaf_points];
#pragma GCC unroll 4
  for (std::uint32_t v = 0; v < vectors; ++v) {
    *reinterpret_cast<Vector*>(value + v * lanes) = sum[v];
  }
  for (std::uint32_t i = 0; i < PointTree::leaf_points; ++i) {
    *out = {value[i], rows[i]};
    out += static_cast<std::ptrdiff_t>(value[i] <= radius2);
  }
  return out;
}

struct Leaves {
  std::span<const std::uint32_t> list;
  const float* column;
  const std::uint32_t* row;
  std::size_t dimensions;
};

[[gnu::always_inline]] inline Neighbour* scan_all(const float* point, const Leaves& leaves,
                                                  float radius2, Neighbour* out) {
  constexpr std::size_t size = PointTree::leaf_points;
  for (const std::uint32_t leaf : leaves.list) {
    out = scan(point, leaves.column + leaf * size * leaves.dimensions, leaves.row + leaf * size,
               leaves.dimensions, radius2, out);
  }
  return out;
}

// AVX2 without FMA: the same roundings as the baseline.
#if defined(__x86_64__)
[[gnu::target("avx2")]] Neighbour* scan_avx2(const float* point, const Leaves& leaves,
                                             float radius2, Neighbour* out) {
  return scan_all(point, leaves, radius2, out);
}
bool has_avx2() {
  return __builtin_cpu_supports("avx2");
}
#else
Neighbour* scan_avx2(const float*, const Leaves&, float, Neighbour* out) {
  return out;
}
bool has_avx2() {
  return false;
}
#endif

Neighbour* scan_baseline(const float* point, const Leaves& leaves, float radius2, Neighbour* out) {
  return scan_all(point, leaves, radius2, out);
}

}  // namespace

void PointTree::build(std::span<const float> points, std::size_t dimensions) {
  points_ = points;
  dimensions_ = dimensions;
  count_ = static_cast<std::uint32_t>(points.size() / dimensions);
  leaves_ = (count_ + leaf_points - 1) / leaf_points;
  key_.resize(count_);
  for (std::uint32_t i = 0; i < count_; ++i) key_[i].row = i;
  node_of_leaf_.resize(leaves_);
  box_.resize(leaves_ == 0 ? 0 : (2 * std::size_t{leaves_} - 1) * 2 * dimensions_);
  if (leaves_ > 0) split(0, 0, leaves_);
  // Padding has the row of the last point, which its distance keeps from being used.
  row_.assign(std::size_t{leaves_} * leaf_points, count_ == 0 ? 0 : key_.back().row);
  column_.assign(row_.size() * dimensions_, nowhere);
  for (std::uint32_t i = 0; i < count_; ++i) {
    row_[i] = key_[i].row;
    float* column = column_.data() + i / leaf_points * leaf_points * dimensions_ + i % leaf_points;
    for (std::size_t d = 0; d < dimensions_; ++d) column[d * leaf_points] = point(row_[i])[d];
  }
}

std::span<const std::uint32_t> PointTree::leaf(std::uint32_t index) const noexcept {
  const std::uint32_t begin = index * leaf_points;
  return {row_.data() + begin, std::min(leaf_points, count_ - begin)};
}

void PointTree::set_box(std::uint32_t node, std::uint32_t begin, std::uint32_t end) {
  float* low = box_.data() + node * 2 * dimensions_;
  float* high = low + dimensions_;
  std::fill(low, high, std::numeric_limits<float>::infinity());
  std::fill(high, high + dimensions_, -std::numeric_limits<float>::infinity());
  for (std::uint32_t i = begin * leaf_points; i < std::min(end * leaf_points, count_); ++i) {
    const float* p = point(key_[i].row);
    for (std::size_t d = 0; d < dimensions_; ++d) {
      low[d] = std::min(low[d], p[d]);
      high[d] = std::max(high[d], p[d]);
    }
  }
}

void PointTree::split(std::uint32_t node, std::uint32_t begin, std::uint32_t end) {
  set_box(node, begin, end);
  if (end - begin == 1) {
    node_of_leaf_[begin] = node;
    return;
  }
  const float* low = box_.data() + node * 2 * dimensions_;
  std::size_t widest = 0;
  for (std::size_t d = 1; d < dimensions_; ++d) {
    if (low[dimensions_ + d] - low[d] > low[dimensions_ + widest] - low[widest]) widest = d;
  }
  const auto first = key_.begin() + begin * leaf_points;
  const auto last = key_.begin() + std::min(end * leaf_points, count_);
  for (auto key = first; key != last; ++key) key->distance2 = point(key->row)[widest];
  std::nth_element(first, key_.begin() + middle(begin, end) * leaf_points, last);
  split(node + 1, begin, middle(begin, end));
  split(second_child(node, begin, end), middle(begin, end), end);
}

void PointTree::visit(std::uint32_t node, std::uint32_t begin, std::uint32_t end, const float* box,
                      float radius2, std::vector<std::uint32_t>& out) const {
  const float* here = box_.data() + node * 2 * dimensions_;
  if (box_distance2(box, here, dimensions_, radius2) > radius2) return;
  if (end - begin == 1) {
    out.push_back(begin);
    return;
  }
  visit(node + 1, begin, middle(begin, end), box, radius2, out);
  visit(second_child(node, begin, end), middle(begin, end), end, box, radius2, out);
}

void PointTree::near_leaves(std::uint32_t index, float radius,
                            std::vector<std::uint32_t>& out) const {
  out.clear();
  visit(0, 0, leaves_, box_.data() + node_of_leaf_[index] * 2 * dimensions_, radius * radius, out);
}

std::size_t PointTree::within(const float* point, std::span<const std::uint32_t> leaves,
                              float radius, std::vector<Neighbour>& out) const {
  const std::size_t most = leaves.size() * leaf_points + 1;  // a place behind the end is written
  if (out.size() < most) out.resize(most);
  const Leaves where{leaves, column_.data(), row_.data(), dimensions_};
  static const bool avx2 = has_avx2();
  Neighbour* end = avx2 ? scan_avx2(point, where, radius * radius, out.data())
                        : scan_baseline(point, where, radius * radius, out.data());
  return static_cast<std::size_t>(end - out.data());
}

}  // namespace trackloom::metric_learning
