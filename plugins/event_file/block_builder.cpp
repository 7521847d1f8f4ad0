#include "event_file/block_builder.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace trackloom::event_file {

void BlockBuilder::clear() {
  entries_.clear();
  columns_.clear();
}

void BlockBuilder::add(std::string_view name, ElementKind kind, std::size_t element_bytes,
                       std::span<const std::byte> bytes) {
  ColumnEntry entry;
  if (name.size() >= entry.name.size() || entries_.size() == most_columns) {
    throw std::invalid_argument("column " + std::string(name) + " does not fit a block");
  }
  std::copy(name.begin(), name.end(), entry.name.begin());
  entry.kind = kind;
  entry.element_bytes = static_cast<std::uint32_t>(element_bytes);
  entry.count = bytes.size() / element_bytes;
  entry.offset = columns_.size();
  entry.checksum = checksum_of(bytes);
  entries_.push_back(entry);
  columns_.insert(columns_.end(), bytes.begin(), bytes.end());
  columns_.resize(aligned(columns_.size()));
}

std::span<const std::byte> BlockBuilder::finish(BlockKind kind, std::uint64_t id) {
  const std::uint64_t first = sizeof(BlockHeader) + entries_.size() * sizeof(ColumnEntry);
  for (ColumnEntry& entry : entries_) entry.offset += first;
  const auto table = std::as_bytes(std::span<const ColumnEntry>(entries_));
  BlockHeader header;
  header.id = id;
  header.bytes = first + columns_.size();
  header.kind = kind;
  header.columns = static_cast<std::uint32_t>(entries_.size());
  header.table_checksum = checksum_of(table);
  header.checksum = own_checksum(header);
  const auto head = std::as_bytes(std::span(&header, 1));
  block_.assign(head.begin(), head.end());
  block_.insert(block_.end(), table.begin(), table.end());
  block_.insert(block_.end(), columns_.begin(), columns_.end());
  clear();
  return block_;
}

}  // namespace trackloom::event_file
