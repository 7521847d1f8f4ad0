// An event file opened for reading: its index, and the blocks behind it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "event_file/format.hpp"
#include "event_file/mapping.hpp"

namespace trackloom::event_file {

// One block whose header and column table have been checked. A view: valid as long as the file.
class Block {
 public:
  // The column's numbers, nothing if the block has no such column. The checksum is compared here.
  // Throws "FILE: offset N: ..." if it differs or if the column holds another type.
  template <class T>
  std::optional<std::span<const T>> find(std::string_view name) const {
    const ColumnEntry* entry = find_entry(name);
    if (entry == nullptr) return std::nullopt;
    const auto bytes = checked(*entry, element_kind<T>(), sizeof(T));
    return std::span(reinterpret_cast<const T*>(bytes.data()), entry->count);
  }
  // As above; the column must be there and have so many numbers.
  template <class T>
  std::span<const T> column(std::string_view name, std::uint64_t count) const {
    const ColumnEntry* entry = find_entry(name);
    if (entry == nullptr) refuse_missing(name);
    if (entry->count != count) refuse_count(*entry, count);
    return *find<T>(name);
  }
  bool has(std::string_view name) const noexcept { return find_entry(name) != nullptr; }

  // For findings about a number of a column.
  [[noreturn]] void refuse(std::string_view name, std::uint64_t row, const std::string& what) const;

 private:
  friend class EventFile;
  Block(std::string file, std::string subject, std::span<const std::byte> bytes,
        std::uint64_t offset)
      : file_(std::move(file)), subject_(std::move(subject)), bytes_(bytes), offset_(offset) {}

  void check(BlockKind kind, std::uint64_t id, std::uint64_t bytes);
  void check_entry(std::size_t index) const;
  const ColumnEntry* find_entry(std::string_view name) const noexcept;
  std::span<const std::byte> checked(const ColumnEntry& entry, ElementKind kind,
                                     std::size_t element_bytes) const;
  [[noreturn]] void refuse_missing(std::string_view name) const;
  [[noreturn]] void refuse_count(const ColumnEntry& entry, std::uint64_t expected) const;
  [[noreturn]] void refuse_at(std::uint64_t offset_in_block, const std::string& what) const;

  std::string file_;                  // for messages
  std::string subject_;               // "event 5", "the detector"
  std::span<const std::byte> bytes_;  // from the block's beginning to where blocks must end
  std::uint64_t offset_ = 0;
  std::span<const ColumnEntry> entries_;
};

// Immutable once opened, thread-safe.
class EventFile {
 public:
  // Checks header, trailer and index; touches no event. Throws std::runtime_error
  // "FILE: offset N: what is wrong and what to do".
  explicit EventFile(const std::filesystem::path& path);

  const std::filesystem::path& path() const noexcept { return mapping_.path(); }
  std::span<const IndexEntry> events() const noexcept { return events_; }  // in the file's order
  std::uint64_t geometry() const noexcept { return trailer_.geometry; }
  bool has_detector() const noexcept { return trailer_.detector_offset != 0; }

  // Checks the block's header and table of columns, not yet the columns.
  Block event(const IndexEntry& entry) const;
  Block detector() const;

  const Mapping& mapping() const noexcept { return mapping_; }

 private:
  [[noreturn]] void refuse(std::uint64_t offset, const std::string& what) const;
  void read_header() const;
  void read_trailer();
  void read_index();
  Block block(std::uint64_t offset, BlockKind kind, std::uint64_t id, std::uint64_t bytes) const;

  Mapping mapping_;
  FileTrailer trailer_;
  std::vector<IndexEntry> events_;
};

}  // namespace trackloom::event_file
