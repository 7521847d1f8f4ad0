// Collects the columns of one block.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "event_file/format.hpp"

namespace trackloom::event_file {

// Keeps its memory from block to block. Not thread-safe.
class BlockBuilder {
 public:
  // Names have at most 31 characters; the values are copied.
  template <class T>
  void add(std::string_view name, std::span<const T> values) {
    add(name, element_kind<T>(), sizeof(T), std::as_bytes(values));
  }
  template <class T>
  void add(std::string_view name, const std::vector<T>& values) {
    add(name, std::span<const T>(values));
  }

  // The block's bytes, valid until the next call of anything. Starts a new block.
  std::span<const std::byte> finish(BlockKind kind, std::uint64_t id);
  void clear();

 private:
  void add(std::string_view name, ElementKind kind, std::size_t element_bytes,
           std::span<const std::byte> bytes);

  std::vector<ColumnEntry> entries_;
  std::vector<std::byte> columns_;  // padded; offsets of entries count from here until finish()
  std::vector<std::byte> block_;
};

}  // namespace trackloom::event_file
