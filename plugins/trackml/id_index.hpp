// From the ids of a file to rows.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace trackloom::trackml {

// Consecutive ids, as the hits of a complete event have, cost nothing; others go into an open hash
// table. Keeps its memory and a view of the ids it was built from.
class IdIndex {
 public:
  static constexpr std::uint32_t none = 0xFFFFFFFF;

  // Returns the first row whose id an earlier row has, if there is one; the index is then unusable.
  std::optional<std::uint32_t> build(std::span<const std::uint64_t> ids);

  // The row of an id, or none.
  std::uint32_t find(std::uint64_t id) const noexcept {
    if (consecutive_) {
      const std::uint64_t row = id - first_;  // wraps for smaller ids
      return row < ids_.size() ? static_cast<std::uint32_t>(row) : none;
    }
    for (std::size_t at = slot_of(id);; at = (at + 1) & mask_) {
      const std::uint32_t row = table_[at];
      if (row == none || ids_[row] == id) return row;
    }
  }

 private:
  std::size_t slot_of(std::uint64_t id) const noexcept {
    // Fibonacci hashing. The top bits of the product: only they depend on all bits of the id, and
    // particle ids keep the vertex in their highest and the particle in their middle bits.
    return id * 0x9E3779B97F4A7C15ULL >> shift_;
  }

  std::span<const std::uint64_t> ids_;
  bool consecutive_ = true;
  std::uint64_t first_ = 0;
  unsigned shift_ = 63;
  std::size_t mask_ = 0;
  std::vector<std::uint32_t> table_;
};

}  // namespace trackloom::trackml
