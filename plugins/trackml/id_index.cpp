#include "trackml/id_index.hpp"

#include <bit>

namespace trackloom::trackml {

std::optional<std::uint32_t> IdIndex::build(std::span<const std::uint64_t> ids) {
  ids_ = ids;
  first_ = ids.empty() ? 0 : ids[0];
  consecutive_ = true;
  for (std::size_t i = 0; i < ids.size() && consecutive_; ++i) {
    consecutive_ = ids[i] == first_ + i;
  }
  if (consecutive_) return std::nullopt;
  const std::size_t size = std::bit_ceil(2 * ids.size());  // at most half full
  mask_ = size - 1;
  shift_ = 64 - static_cast<unsigned>(std::bit_width(mask_));
  table_.assign(size, none);
  for (std::uint32_t row = 0; row < ids.size(); ++row) {
    std::size_t at = slot_of(ids[row]);
    for (; table_[at] != none; at = (at + 1) & mask_) {
      if (ids[table_[at]] == ids[row]) return row;
    }
    table_[at] = row;
  }
  return std::nullopt;
}

}  // namespace trackloom::trackml
