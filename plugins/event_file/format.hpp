// The bytes of an event file; docs/event-file.md describes them. All numbers are little-endian.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace trackloom::event_file {

static_assert(std::endian::native == std::endian::little, "structures are stored as they are");

inline constexpr std::uint32_t format_version = 1;
inline constexpr std::size_t alignment = 64;  // of blocks and columns, from the file's beginning
inline constexpr std::uint32_t most_columns = 256;
inline constexpr std::uint32_t byte_order_mark = 0x01020304;
inline constexpr std::array<char, 8> file_magic = {'T', 'L', 'E', 'V', 'T', '\r', '\n', '\x1a'};
inline constexpr std::array<char, 8> block_magic = {'T', 'L', 'B', 'L', 'O', 'C', 'K', '\0'};
inline constexpr std::array<char, 8> trailer_magic = {'T', 'L', 'E', 'V', 'E', 'N', 'D', '\0'};

// Every structure ends with the checksum of the bytes before its own.
struct FileHeader {
  std::array<char, 8> magic = file_magic;
  std::uint32_t version = format_version;
  std::uint32_t byte_order = byte_order_mark;
  std::array<char, 40> reserved{};
  std::uint64_t checksum = 0;
};

enum class BlockKind : std::uint32_t { event = 1, detector = 2 };

// A block: this header, `columns` entries, the columns.
struct BlockHeader {
  std::array<char, 8> magic = block_magic;
  std::uint64_t id = 0;     // of the event; of a detector, its fingerprint
  std::uint64_t bytes = 0;  // of the whole block, a multiple of `alignment`
  BlockKind kind = BlockKind::event;
  std::uint32_t columns = 0;
  std::uint64_t table_checksum = 0;  // of the column entries
  std::array<char, 16> reserved{};
  std::uint64_t checksum = 0;
};

enum class ElementKind : std::uint32_t { natural = 1, integer = 2, real = 3 };

struct ColumnEntry {
  std::array<char, 32> name{};  // such as hits.x; ends with zeros
  ElementKind kind = ElementKind::natural;
  std::uint32_t element_bytes = 0;
  std::uint64_t count = 0;
  std::uint64_t offset = 0;    // from the block's beginning
  std::uint64_t checksum = 0;  // of the column's bytes, without padding
};

struct IndexEntry {
  std::uint64_t id = 0;
  std::uint64_t offset = 0;  // of the event's block
  std::uint64_t bytes = 0;
  std::uint64_t hits = 0;
};

struct FileTrailer {
  std::array<char, 8> magic = trailer_magic;
  std::uint64_t file_bytes = 0;
  std::uint64_t index_offset = 0;  // the index ends where the trailer begins
  std::uint64_t events = 0;
  std::uint64_t detector_offset = 0;  // 0: the file has no detector
  std::uint64_t geometry = 0;         // Detector::fingerprint() of the detector of all events
  std::uint64_t index_checksum = 0;
  std::uint64_t checksum = 0;
};

static_assert(sizeof(FileHeader) == 64 && sizeof(BlockHeader) == 64 && sizeof(ColumnEntry) == 64);
static_assert(sizeof(IndexEntry) == 32 && sizeof(FileTrailer) == 64);

// XXH3, 64 bits, seed 0.
std::uint64_t checksum_of(std::span<const std::byte> bytes) noexcept;

// That of a structure's bytes before its member `checksum`, which is the last one.
template <class Structure>
std::uint64_t own_checksum(const Structure& structure) noexcept {
  static_assert(offsetof(Structure, checksum) == sizeof(Structure) - sizeof(std::uint64_t));
  return checksum_of(std::as_bytes(std::span(&structure, 1)).first(offsetof(Structure, checksum)));
}

template <class T>
constexpr ElementKind element_kind() {
  static_assert(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>, "columns hold numbers");
  return std::is_floating_point_v<T> ? ElementKind::real
         : std::is_signed_v<T>       ? ElementKind::integer
                                     : ElementKind::natural;
}

constexpr std::uint64_t aligned(std::uint64_t offset) {
  return (offset + alignment - 1) / alignment * alignment;
}

}  // namespace trackloom::event_file
