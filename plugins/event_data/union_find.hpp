// Disjoint sets of hits: what the weak components of a graph are made with.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

namespace trackloom {

// The representative of a set is its smallest member, so that the result does not depend on the
// order of the calls to join.
class UnionFind {
 public:
  explicit UnionFind(std::uint32_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), 0U);
  }
  std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(parent_.size()); }

  std::uint32_t find(std::uint32_t item) noexcept {
    while (parent_[item] != item) {
      parent_[item] = parent_[parent_[item]];  // path halving
      item = parent_[item];
    }
    return item;
  }

  void join(std::uint32_t a, std::uint32_t b) noexcept {
    a = find(a);
    b = find(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

}  // namespace trackloom
