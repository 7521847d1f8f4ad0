// The file is a mapping that anybody may have spoilt: nothing in it is followed before the size
// that it claims has been compared with what is there, in sums that cannot wrap.
#include "event_file/event_file.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace trackloom::event_file {
namespace {

constexpr std::uint64_t id_limit = std::uint64_t{1} << 63;

template <class Structure>
Structure load(std::span<const std::byte> bytes, std::uint64_t offset) {
  Structure structure;
  std::memcpy(&structure, bytes.data() + offset, sizeof structure);
  return structure;
}

std::string number(std::uint64_t value) {
  return std::to_string(value);
}

}  // namespace

EventFile::EventFile(const std::filesystem::path& path) : mapping_(path) {
  read_header();
  read_trailer();
  read_index();
}

void EventFile::refuse(std::uint64_t offset, const std::string& what) const {
  throw std::runtime_error(path().string() + ": offset " + number(offset) + ": " + what);
}

void EventFile::read_header() const {
  const auto bytes = mapping_.bytes();
  if (bytes.size() < sizeof(FileHeader)) {
    refuse(0, "not an event file: " + number(bytes.size()) + " bytes are too few for its header");
  }
  const auto header = load<FileHeader>(bytes, 0);
  if (header.magic != file_magic) {
    refuse(0, "not an event file: it does not begin with the letters TLEVT");
  }
  if (header.byte_order != byte_order_mark) {
    refuse(offsetof(FileHeader, byte_order),
           "the numbers are not little-endian; write the file again on a little-endian machine");
  }
  if (header.version != format_version) {
    refuse(offsetof(FileHeader, version), "format version " + number(header.version) +
                                              ", this program knows " + number(format_version) +
                                              "; convert the data set again with this program");
  }
  if (header.checksum != own_checksum(header)) refuse(0, "wrong checksum: the header is damaged");
}

void EventFile::read_trailer() {
  const auto bytes = mapping_.bytes();
  const std::uint64_t size = bytes.size();
  if (size < sizeof(FileHeader) + sizeof(FileTrailer) || size % sizeof(IndexEntry) != 0) {
    refuse(size, "truncated: there is no room for the trailer; copy the file again");
  }
  const std::uint64_t at = size - sizeof(FileTrailer);
  trailer_ = load<FileTrailer>(bytes, at);
  if (trailer_.magic != trailer_magic) {
    refuse(at, "truncated: the file does not end with its trailer; copy it again");
  }
  if (trailer_.checksum != own_checksum(trailer_)) {
    refuse(at, "wrong checksum: the trailer is damaged");
  }
  if (trailer_.file_bytes != size) {
    refuse(at, "the file has " + number(size) + " bytes and was written with " +
                   number(trailer_.file_bytes));
  }
  const std::uint64_t index = trailer_.index_offset;
  if (index < sizeof(FileHeader) || index > at || index % alignment != 0 ||
      (at - index) / sizeof(IndexEntry) != trailer_.events ||
      (at - index) % sizeof(IndexEntry) != 0) {
    refuse(at, "the index cannot be at offset " + number(index) + " with " +
                   number(trailer_.events) + " events");
  }
}

void EventFile::read_index() {
  const std::uint64_t first = trailer_.index_offset;
  const std::uint64_t end = mapping_.bytes().size() - sizeof(FileTrailer);
  const auto bytes = mapping_.bytes().subspan(first, end - first);
  if (checksum_of(bytes) != trailer_.index_checksum) {
    refuse(first, "wrong checksum: the index is damaged");
  }
  events_.resize(trailer_.events);
  if (!bytes.empty()) std::memcpy(events_.data(), bytes.data(), bytes.size());
  std::vector<std::uint64_t> ids;
  for (std::size_t i = 0; i < events_.size(); ++i) {
    const IndexEntry& event = events_[i];
    if (event.id >= id_limit || event.offset < sizeof(FileHeader) || event.offset > first ||
        event.offset % alignment != 0 || event.bytes > first - event.offset) {
      refuse(first + i * sizeof(IndexEntry),
             "entry " + number(i) + " of the index: event " + number(event.id) + " cannot have " +
                 number(event.bytes) + " bytes at offset " + number(event.offset));
    }
    ids.push_back(event.id);
  }
  std::sort(ids.begin(), ids.end());
  const auto twice = std::adjacent_find(ids.begin(), ids.end());
  if (twice != ids.end()) refuse(first, "event " + number(*twice) + " is in the index twice");
}

Block EventFile::block(std::uint64_t offset, BlockKind kind, std::uint64_t id,
                       std::uint64_t bytes) const {
  mapping_.check_size();
  const auto blocks = mapping_.bytes().first(trailer_.index_offset);
  Block block(path().string(), kind == BlockKind::event ? "event " + number(id) : "the detector",
              blocks.subspan(offset), offset);
  block.check(kind, id, bytes);
  return block;
}

Block EventFile::event(const IndexEntry& entry) const {
  return block(entry.offset, BlockKind::event, entry.id, entry.bytes);
}

Block EventFile::detector() const {
  const std::uint64_t offset = trailer_.detector_offset;
  if (offset < sizeof(FileHeader) || offset >= trailer_.index_offset || offset % alignment != 0) {
    refuse(mapping_.bytes().size() - sizeof(FileTrailer),
           "the detector cannot be at offset " + number(offset));
  }
  return block(offset, BlockKind::detector, trailer_.geometry, 0);
}

void Block::refuse_at(std::uint64_t offset_in_block, const std::string& what) const {
  throw std::runtime_error(file_ + ": offset " + number(offset_ + offset_in_block) + ": " +
                           subject_ + ": " + what);
}

// `bytes` is what the index says, 0 if it says nothing.
void Block::check(BlockKind kind, std::uint64_t id, std::uint64_t bytes) {
  if (bytes_.size() < sizeof(BlockHeader)) refuse_at(0, "there is no room for a block's header");
  const auto header = load<BlockHeader>(bytes_, 0);
  if (header.magic != block_magic) refuse_at(0, "no block begins here, the file is damaged");
  if (header.checksum != own_checksum(header)) {
    refuse_at(0, "wrong checksum: the block's header is damaged");
  }
  if (header.kind != kind || header.id != id || (bytes != 0 && header.bytes != bytes)) {
    refuse_at(0, "the block is not the one that the index names");
  }
  if (header.bytes > bytes_.size() || header.columns > most_columns ||
      sizeof(BlockHeader) + header.columns * sizeof(ColumnEntry) > header.bytes) {
    refuse_at(0, "the block cannot have " + number(header.bytes) + " bytes and " +
                     number(header.columns) + " columns");
  }
  bytes_ = bytes_.first(header.bytes);
  const auto table = bytes_.subspan(sizeof(BlockHeader), header.columns * sizeof(ColumnEntry));
  if (checksum_of(table) != header.table_checksum) {
    refuse_at(sizeof(BlockHeader), "wrong checksum: the table of columns is damaged");
  }
  entries_ = {reinterpret_cast<const ColumnEntry*>(table.data()), header.columns};
  for (std::size_t i = 0; i < entries_.size(); ++i) check_entry(i);
}

void Block::check_entry(std::size_t index) const {
  const ColumnEntry& entry = entries_[index];
  const std::uint64_t at = sizeof(BlockHeader) + index * sizeof(ColumnEntry);
  if (entry.name.back() != '\0') refuse_at(at, "a column's name does not end");
  const std::string name = entry.name.data();
  const bool size_good = entry.element_bytes == 1 || entry.element_bytes == 2 ||
                         entry.element_bytes == 4 || entry.element_bytes == 8;
  if (!size_good || entry.offset % alignment != 0 || entry.offset > bytes_.size() ||
      entry.count > (bytes_.size() - entry.offset) / entry.element_bytes) {
    refuse_at(at, "column " + name + " cannot have " + number(entry.count) + " numbers of " +
                      number(entry.element_bytes) + " bytes at offset " + number(entry.offset) +
                      " of the block");
  }
  for (std::size_t i = 0; i < index; ++i) {
    if (entries_[i].name == entry.name) refuse_at(at, "column " + name + " is there twice");
  }
}

const ColumnEntry* Block::find_entry(std::string_view name) const noexcept {
  for (const ColumnEntry& entry : entries_) {
    if (name == entry.name.data()) return &entry;
  }
  return nullptr;
}

std::span<const std::byte> Block::checked(const ColumnEntry& entry, ElementKind kind,
                                          std::size_t element_bytes) const {
  const std::string name = entry.name.data();
  if (entry.kind != kind || entry.element_bytes != element_bytes) {
    refuse_at(entry.offset, "column " + name + " does not hold the expected type of numbers");
  }
  const auto bytes = bytes_.subspan(entry.offset, entry.count * element_bytes);
  if (checksum_of(bytes) != entry.checksum) {
    refuse_at(entry.offset, "wrong checksum: column " + name + " is damaged");
  }
  return bytes;
}

void Block::refuse(std::string_view name, std::uint64_t row, const std::string& what) const {
  const ColumnEntry* entry = find_entry(name);
  const std::uint64_t at = entry == nullptr ? 0 : entry->offset + row * entry->element_bytes;
  refuse_at(at, "column " + std::string(name) + ", row " + number(row) + ": " + what);
}

void Block::refuse_missing(std::string_view name) const {
  refuse_at(0, "there is no column " + std::string(name));
}

void Block::refuse_count(const ColumnEntry& entry, std::uint64_t expected) const {
  refuse_at(entry.offset, "column " + std::string(entry.name.data()) + " has " +
                              number(entry.count) + " numbers, expected " + number(expected));
}

}  // namespace trackloom::event_file
