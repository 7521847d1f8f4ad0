#include "event_data/map_file.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "trackloom/output_file.hpp"

static_assert(std::endian::native == std::endian::little, "map files are read in place");

namespace trackloom {
namespace {

using map_file::ElementType;
using map_file::Section;

constexpr char magic[8] = {'T', 'L', 'M', 'A', 'P', '\r', '\n', '\x1a'};
constexpr std::uint32_t container_version = 1;
constexpr std::size_t name_size = 32;
constexpr std::uint64_t largest_file = 1ULL << 30;  // also the largest section, unpacked
// Deflate cannot do better than 1032:1, so a larger claim is a lie (and a memory bomb).
constexpr std::uint64_t largest_ratio = 1040;

struct Header {
  char magic[8];
  std::uint32_t container_version;
  std::uint32_t version;
  char kind[name_size];
  std::uint64_t geometry;
  std::uint64_t file_size;
  std::uint32_t metadata_bytes;
  std::uint32_t section_count;
  std::uint32_t table_checksum;
  std::uint32_t header_checksum;
};
static_assert(sizeof(Header) == 80 && std::is_trivially_copyable_v<Header>);

struct Entry {
  char name[name_size];
  std::uint32_t type;
  std::uint32_t element_size;
  std::uint64_t count;
  std::uint64_t offset;
  std::uint64_t stored_bytes;
  std::uint32_t checksum;
  std::uint32_t encoding;
};
static_assert(sizeof(Entry) == 72 && std::is_trivially_copyable_v<Entry>);

std::uint32_t crc32(const void* data, std::size_t size, std::uint32_t seed = 0) {
  return libdeflate_crc32(seed, data, size);
}

std::string name_of(const char (&field)[name_size]) {
  return {field, strnlen(field, name_size)};
}

void check_name(const std::string& name, const char* what) {
  if (name.empty() || name.size() >= name_size || name.find('\0') != std::string::npos) {
    throw std::invalid_argument(std::string(what) + " '" + name + "' must have 1 to 31 characters");
  }
}

// Numbers of one array differ little in their high bytes: apart from the low ones they pack better.
std::vector<std::byte> to_planes(std::span<const std::byte> bytes, std::size_t element_size) {
  std::vector<std::byte> planes(bytes.size());
  const std::size_t count = bytes.size() / element_size;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t b = 0; b < element_size; ++b)
      planes[b * count + i] = bytes[i * element_size + b];
  }
  return planes;
}

std::vector<std::byte> from_planes(std::span<const std::byte> planes, std::size_t element_size) {
  std::vector<std::byte> bytes(planes.size());
  const std::size_t count = planes.size() / element_size;
  for (std::size_t b = 0; b < element_size; ++b) {
    for (std::size_t i = 0; i < count; ++i) bytes[i * element_size + b] = planes[b * count + i];
  }
  return bytes;
}

// Empty where packing gains nothing.
std::vector<std::byte> deflate(std::span<const std::byte> bytes) {
  constexpr int level = 12;  // the smallest; maps are written once
  const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor(
      libdeflate_alloc_compressor(level), libdeflate_free_compressor);
  if (!compressor) throw std::bad_alloc();
  std::vector<std::byte> packed(bytes.size());
  packed.resize(libdeflate_deflate_compress(compressor.get(), bytes.data(), bytes.size(),
                                            packed.data(), packed.size()));
  return packed;
}

bool inflate(std::span<const std::byte> packed, std::span<std::byte> out) {
  const std::unique_ptr<libdeflate_decompressor, void (*)(libdeflate_decompressor*)> decompressor(
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
  if (!decompressor) throw std::bad_alloc();
  return libdeflate_deflate_decompress(decompressor.get(), packed.data(), packed.size(), out.data(),
                                       out.size(), nullptr) == LIBDEFLATE_SUCCESS;
}

std::string_view as_text(const void* data, std::size_t size) {
  return {static_cast<const char*>(data), size};
}

std::string hex(std::uint64_t value) {
  char text[19];
  std::snprintf(text, sizeof text, "0x%016llx", static_cast<unsigned long long>(value));
  return text;
}

// Bounds-checked view of a file's bytes whose errors name file and offset.
class Reader {
 public:
  Reader(std::string path, std::string_view bytes) : path_(std::move(path)), bytes_(bytes) {}

  [[noreturn]] void refuse(std::uint64_t offset, const std::string& what) const {
    throw std::runtime_error(path_ + ": offset " + std::to_string(offset) + ": " + what);
  }
  std::string_view take(std::uint64_t offset, std::uint64_t size, const std::string& what) const {
    if (offset > bytes_.size() || size > bytes_.size() - offset) {
      refuse(bytes_.size(), "the file is truncated: " + what + " takes " + std::to_string(size) +
                                " bytes from offset " + std::to_string(offset));
    }
    return bytes_.substr(offset, size);
  }
  template <class T>
  T value(std::uint64_t offset, const std::string& what) const {
    T result;
    std::memcpy(&result, take(offset, sizeof(T), what).data(), sizeof(T));
    return result;
  }

 private:
  std::string path_;
  std::string_view bytes_;
};

std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const std::streamoff size = file ? static_cast<std::streamoff>(file.tellg()) : -1;
  if (size < 0) throw std::runtime_error(path.string() + ": cannot be opened for reading");
  if (static_cast<std::uint64_t>(size) > largest_file) {
    throw std::runtime_error(path.string() + ": " + std::to_string(size) +
                             " bytes are more than a map file may have (1 GiB)");
  }
  std::string bytes(static_cast<std::size_t>(size), '\0');
  file.seekg(0);
  if (!file.read(bytes.data(), size)) throw std::runtime_error(path.string() + ": cannot be read");
  return bytes;
}

Header read_header(const Reader& reader, std::uint64_t file_size, std::string_view kind,
                   std::uint32_t version) {
  const auto bytes = reader.take(0, std::min<std::uint64_t>(file_size, sizeof magic), "the magic");
  if (bytes != as_text(magic, sizeof magic)) reader.refuse(0, "not a map file (wrong magic)");
  const auto header = reader.value<Header>(0, "the header");
  if (header.container_version != container_version) {
    reader.refuse(offsetof(Header, container_version),
                  "container version " + std::to_string(header.container_version) +
                      " cannot be read, only " + std::to_string(container_version));
  }
  if (crc32(&header, offsetof(Header, header_checksum)) != header.header_checksum) {
    reader.refuse(offsetof(Header, header_checksum), "wrong checksum: the header is damaged");
  }
  const std::string found_kind = name_of(header.kind);
  if (found_kind != kind) {
    reader.refuse(offsetof(Header, kind), "this is a map of kind '" + found_kind + "', expected '" +
                                              std::string(kind) + "'");
  }
  if (header.version != version) {
    reader.refuse(offsetof(Header, version), "version " + std::to_string(header.version) + " of '" +
                                                 found_kind + "' cannot be read, expected " +
                                                 std::to_string(version) + "; learn the map again");
  }
  if (file_size < header.file_size) {
    reader.refuse(file_size, "the file is truncated: its header says " +
                                 std::to_string(header.file_size) + " bytes");
  }
  if (file_size > header.file_size) {
    reader.refuse(header.file_size, "there are bytes after the end that the header gives");
  }
  return header;
}

Section read_section(const Reader& reader, const Entry& entry, std::uint64_t entry_offset,
                     const std::string& name) {
  const std::string what = "section '" + name + "'";
  const ElementType type{entry.type, entry.element_size};
  const bool known_size = type.size == 1 || type.size == 2 || type.size == 4 || type.size == 8;
  if (type.code < 1 || type.code > 3 || !known_size || entry.encoding > 1) {
    reader.refuse(entry_offset, what + " has an unknown element type or encoding");
  }
  const std::string_view stored = reader.take(entry.offset, entry.stored_bytes, what);
  const std::uint64_t limit =
      entry.encoding == 0 ? stored.size() : std::min(stored.size() * largest_ratio, largest_file);
  if (entry.count > limit / type.size ||
      (entry.encoding == 0 && entry.count * type.size != stored.size())) {
    reader.refuse(entry_offset, what + " cannot have " + std::to_string(entry.count) +
                                    " elements in " + std::to_string(stored.size()) + " bytes");
  }
  if (crc32(stored.data(), stored.size()) != entry.checksum) {
    reader.refuse(entry.offset, "wrong checksum: " + what + " is damaged");
  }
  Section section{type, entry.count, entry.offset, {}};
  const auto bytes = std::as_bytes(std::span(stored));
  if (entry.encoding == 0) {
    section.bytes.assign(bytes.begin(), bytes.end());
    return section;
  }
  std::vector<std::byte> planes(entry.count * type.size);
  if (!inflate(bytes, planes)) {
    reader.refuse(entry.offset,
                  what + " cannot be unpacked to " + std::to_string(planes.size()) + " bytes");
  }
  section.bytes = from_planes(planes, type.size);
  return section;
}

}  // namespace

MapFileWriter::MapFileWriter(std::string kind, std::uint32_t version, std::uint64_t geometry,
                             std::string metadata)
    : kind_(std::move(kind)),
      version_(version),
      geometry_(geometry),
      metadata_(std::move(metadata)) {
  check_name(kind_, "map kind");
}

void MapFileWriter::add(const std::string& name, ElementType type,
                        std::span<const std::byte> bytes) {
  check_name(name, "section name");
  Section section{type, bytes.size() / type.size, 0, {bytes.begin(), bytes.end()}};
  if (!sections_.emplace(name, std::move(section)).second) {
    throw std::invalid_argument("section '" + name + "' is added twice");
  }
}

void MapFileWriter::write(const std::filesystem::path& path) const {
  std::vector<Entry> entries;
  std::vector<std::vector<std::byte>> stored;
  std::uint64_t offset = sizeof(Header) + metadata_.size() + sections_.size() * sizeof(Entry);
  for (const auto& [name, section] : sections_) {
    std::vector<std::byte> packed = deflate(to_planes(section.bytes, section.type.size));
    const bool use_packed = !packed.empty();
    stored.push_back(use_packed ? std::move(packed) : section.bytes);
    Entry entry{};
    name.copy(entry.name, name_size - 1);
    entry.type = section.type.code;
    entry.element_size = section.type.size;
    entry.count = section.count;
    entry.offset = offset;
    entry.stored_bytes = stored.back().size();
    entry.checksum = crc32(stored.back().data(), stored.back().size());
    entry.encoding = use_packed ? 1 : 0;
    offset += entry.stored_bytes;
    entries.push_back(entry);
  }
  Header header{};
  std::memcpy(header.magic, magic, sizeof magic);
  header.container_version = container_version;
  header.version = version_;
  kind_.copy(header.kind, name_size - 1);
  header.geometry = geometry_;
  header.file_size = offset;
  header.metadata_bytes = static_cast<std::uint32_t>(metadata_.size());
  header.section_count = static_cast<std::uint32_t>(entries.size());
  header.table_checksum = crc32(entries.data(), entries.size() * sizeof(Entry),
                                crc32(metadata_.data(), metadata_.size()));
  header.header_checksum = crc32(&header, offsetof(Header, header_checksum));

  OutputFile file(path);
  file.write(as_text(&header, sizeof header));
  file.write(metadata_);
  file.write(as_text(entries.data(), entries.size() * sizeof(Entry)));
  for (const auto& bytes : stored) file.write(as_text(bytes.data(), bytes.size()));
  file.commit();
}

MapFile MapFile::read(const std::filesystem::path& path, std::string_view expected_kind,
                      std::uint32_t expected_version) {
  const std::string bytes = read_bytes(path);
  const Reader reader(path.string(), bytes);
  const Header header = read_header(reader, bytes.size(), expected_kind, expected_version);
  const std::uint64_t table = sizeof(Header) + header.metadata_bytes;
  const auto metadata = reader.take(sizeof(Header), header.metadata_bytes, "the metadata");
  const auto entries = reader.take(table, header.section_count * sizeof(Entry), "the table");
  if (crc32(entries.data(), entries.size(), crc32(metadata.data(), metadata.size())) !=
      header.table_checksum) {
    reader.refuse(sizeof(Header), "wrong checksum: metadata or section table are damaged");
  }
  MapFile map;
  map.path_ = path.string();
  map.metadata_ = metadata;
  map.geometry_ = header.geometry;
  for (std::uint32_t i = 0; i < header.section_count; ++i) {
    const std::uint64_t entry_offset = table + i * sizeof(Entry);
    const auto entry = reader.value<Entry>(entry_offset, "the table");
    const std::string name = name_of(entry.name);
    if (!map.sections_.emplace(name, read_section(reader, entry, entry_offset, name)).second) {
      reader.refuse(entry_offset, "section '" + name + "' is listed twice");
    }
  }
  return map;
}

void MapFile::require_geometry(std::uint64_t detector_fingerprint) const {
  if (geometry_ == detector_fingerprint) return;
  throw std::runtime_error(path_ + ": offset " + std::to_string(offsetof(Header, geometry)) +
                           ": the map was made for geometry " + hex(geometry_) +
                           ", the events come from geometry " + hex(detector_fingerprint) +
                           "; learn a map for this detector");
}

std::string MapFile::complaint(const std::string& section, const std::string& what) const {
  const auto found = sections_.find(section);
  const std::uint64_t offset = found == sections_.end() ? 0 : found->second.file_offset;
  return path_ + ": offset " + std::to_string(offset) + ": section '" + section + "' " + what;
}

const Section& MapFile::find(const std::string& name, ElementType type) const {
  const auto found = sections_.find(name);
  if (found == sections_.end()) {
    throw std::runtime_error(path_ + ": offset " + std::to_string(sizeof(Header)) +
                             ": there is no section '" + name + "'");
  }
  if (found->second.type != type) {
    throw std::runtime_error(complaint(name, "does not hold the expected type of numbers"));
  }
  return found->second;
}

void MapFile::refuse_count(const std::string& name, std::size_t found, std::size_t expected) const {
  throw std::runtime_error(complaint(
      name, "has " + std::to_string(found) + " elements, expected " + std::to_string(expected)));
}

}  // namespace trackloom
