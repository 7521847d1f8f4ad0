// The container of the binary maps that stages learn and apply (module map, layer map).
//
// A file, all numbers little-endian:
//   header, 80 bytes
//      0  char[8]   magic "TLMAP\r\n\x1a"
//      8  u32       version of this container (1)
//     12  u32       version of the kind's own layout
//     16  char[32]  kind, such as "module_map", zero-padded
//     48  u64       geometry: Detector::fingerprint() of the detector the map was made for
//     56  u64       size of the file in bytes
//     64  u32       bytes of metadata
//     68  u32       number of sections
//     72  u32       CRC-32 of metadata and section table
//     76  u32       CRC-32 of the 76 bytes before
//   metadata: JSON text, how the map was made (events, particles, options)
//   section table, 72 bytes each
//      0  char[32]  name, zero-padded
//     32  u32       element type: 1 unsigned, 2 signed, 3 floating point
//     36  u32       element size in bytes
//     40  u64       number of elements
//     48  u64       offset of its bytes in the file
//     56  u64       stored bytes
//     64  u32       CRC-32 of the stored bytes
//     68  u32       encoding: 0 as they are; 1 byte planes (first bytes of all elements, then the
//                   second ones, ...), then raw deflate
//   the sections' bytes
// CRC-32 is that of zlib (polynomial 0xEDB88320).
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace trackloom {

namespace map_file {

struct ElementType {
  std::uint32_t code = 0;
  std::uint32_t size = 0;
  friend bool operator==(const ElementType&, const ElementType&) = default;
};

template <class T>
constexpr ElementType element_type() {
  static_assert(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>, "sections hold numbers");
  return {std::is_floating_point_v<T> ? 3U : std::is_signed_v<T> ? 2U : 1U, sizeof(T)};
}

struct Section {
  ElementType type;
  std::uint64_t count = 0;
  std::uint64_t file_offset = 0;
  std::vector<std::byte> bytes;  // decoded
};

}  // namespace map_file

// Collects sections and writes them at once. Not thread-safe.
class MapFileWriter {
 public:
  // `kind` has 1 to 31 characters; `metadata` is JSON text.
  MapFileWriter(std::string kind, std::uint32_t version, std::uint64_t geometry,
                std::string metadata);

  // Copies the values. Names have 1 to 31 characters and are unique (std::invalid_argument).
  template <class T>
  void add_section(const std::string& name, std::span<const T> values) {
    add(name, map_file::element_type<T>(), std::as_bytes(values));
  }

  // Packs what gains from it; the same content gives the same bytes. Complete or absent, errors
  // as in trackloom/output_file.hpp.
  void write(const std::filesystem::path& path) const;

 private:
  void add(const std::string& name, map_file::ElementType type, std::span<const std::byte> bytes);

  std::string kind_;
  std::uint32_t version_;
  std::uint64_t geometry_;
  std::string metadata_;
  std::map<std::string, map_file::Section> sections_;
};

// A map file in memory. Immutable, safe to share between threads.
class MapFile {
 public:
  // Checks everything before it returns: magic, versions, kind, sizes, checksums. Throws
  // std::runtime_error "PATH: offset N: what is wrong and what to do".
  static MapFile read(const std::filesystem::path& path, std::string_view expected_kind,
                      std::uint32_t expected_version);

  // Valid as long as this object. Throws std::runtime_error if the section is missing or holds
  // another type.
  template <class T>
  std::span<const T> section(const std::string& name) const {
    const map_file::Section& found = find(name, map_file::element_type<T>());
    return {reinterpret_cast<const T*>(found.bytes.data()), found.count};
  }
  // As above, and throws unless it has exactly `count` elements.
  template <class T>
  std::span<const T> section(const std::string& name, std::size_t count) const {
    const auto values = section<T>(name);
    if (values.size() != count) refuse_count(name, values.size(), count);
    return values;
  }

  const std::string& metadata() const noexcept { return metadata_; }
  std::uint64_t geometry() const noexcept { return geometry_; }
  // Throws std::runtime_error, naming both fingerprints, unless the map fits this detector.
  void require_geometry(std::uint64_t detector_fingerprint) const;
  // An error message about a section's content, with file and offset, for the owner of the kind.
  std::string complaint(const std::string& section, const std::string& what) const;

 private:
  const map_file::Section& find(const std::string& name, map_file::ElementType type) const;
  [[noreturn]] void refuse_count(const std::string& name, std::size_t found,
                                 std::size_t expected) const;

  std::string path_;
  std::string metadata_;
  std::uint64_t geometry_ = 0;
  std::map<std::string, map_file::Section> sections_;
};

}  // namespace trackloom
