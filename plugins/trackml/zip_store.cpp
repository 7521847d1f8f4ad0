// Format: PKWARE APPNOTE 6.3, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.14-16
// (end records), 4.5.3 (zip64 sizes). All numbers are little-endian.
#include "trackml/zip_store.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <stdexcept>

namespace trackloom::trackml {
namespace {

constexpr std::uint64_t max_directory = std::uint64_t{64} << 20;

[[noreturn]] void corrupt(const std::string& name, std::uint64_t offset, const std::string& why) {
  throw std::runtime_error(name + ": corrupt or truncated zip file at offset " +
                           std::to_string(offset) + ": " + why);
}

// A piece of the archive in memory; reads behind its end are errors.
struct Record {
  std::string name;
  std::uint64_t offset = 0;  // of the piece in the file
  std::string bytes;

  std::uint64_t number(std::size_t at, unsigned size) const {
    if (at + size > bytes.size()) corrupt(name, offset + at, "a record ends early");
    std::uint64_t value = 0;
    for (unsigned i = size; i-- > 0;) {
      value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    }
    return value;
  }
  std::string text(std::size_t at, std::size_t size) const {
    if (at + size > bytes.size()) corrupt(name, offset + at, "a record ends early");
    return bytes.substr(at, size);
  }
};

Record load(const FileDescriptor& file, const std::string& name, std::uint64_t offset,
            std::uint64_t size) {
  if (offset > file.size() || size > file.size() - offset) {
    corrupt(name, offset, "a record lies beyond the end of the file");
  }
  Record record{name, offset, std::string(size, '\0')};
  file.read(offset, record.bytes.data(), size);
  return record;
}

bool is_unsafe(const std::string& name) {
  if (name.empty() || name[0] == '/' || name.find('\\') != std::string::npos ||
      name.find('\0') != std::string::npos || (name.size() > 1 && name[1] == ':')) {
    return true;
  }
  return name == ".." || name.starts_with("../") || name.ends_with("/..") ||
         name.find("/../") != std::string::npos;
}

struct Directory {
  std::uint64_t offset = 0, size = 0, count = 0;
};

Directory find_directory(const FileDescriptor& file, const std::string& name) {
  constexpr std::uint64_t end_size = 22;
  const std::uint64_t tail_size = std::min<std::uint64_t>(file.size(), end_size + 65535);
  const Record tail = load(file, name, file.size() - tail_size, tail_size);
  const std::size_t at = tail.bytes.rfind("PK\5\6");
  if (at == std::string::npos || at + end_size > tail.bytes.size()) {
    throw std::runtime_error(name +
                             ": neither a directory nor a complete zip file (no end record)");
  }
  if (tail.number(at + 4, 2) != 0 && tail.number(at + 4, 2) != 0xFFFF) {
    throw std::runtime_error(name + ": a part of a multi-part zip file");
  }
  Directory found{tail.number(at + 16, 4), tail.number(at + 12, 4), tail.number(at + 10, 2)};
  if (at >= 20 && tail.bytes.compare(at - 20, 4, "PK\6\7") == 0) {
    const Record end = load(file, name, tail.number(at - 12, 8), 56);
    if (end.bytes.compare(0, 4, "PK\6\6") != 0) corrupt(name, end.offset, "no zip64 end record");
    found = {end.number(48, 8), end.number(40, 8), end.number(32, 8)};
  }
  return found;
}

}  // namespace

ZipStore::ZipStore(const std::filesystem::path& path) : FileStore(path), file_(path) {
  read_directory();
  sort_files();
}

void ZipStore::read_directory() {
  const std::string archive = root_.string();
  const Directory directory = find_directory(file_, archive);
  if (directory.size > max_directory) corrupt(archive, directory.offset, "a directory too large");
  const Record record = load(file_, archive, directory.offset, directory.size);
  std::size_t at = 0;
  for (std::uint64_t i = 0; i < directory.count; ++i) {
    if (record.number(at, 4) != 0x02014B50) {
      corrupt(archive, directory.offset + at, "no directory entry");
    }
    const std::size_t name_size = record.number(at + 28, 2);
    const std::size_t extra_size = record.number(at + 30, 2);
    StoredFile file{record.text(at + 46, name_size), record.number(at + 24, 4), entries_.size()};
    Entry entry{record.number(at + 42, 4), record.number(at + 20, 4),
                static_cast<std::uint32_t>(record.number(at + 16, 4)),
                static_cast<std::uint16_t>(record.number(at + 10, 2))};
    // Zip64 values follow in this order, only for those that do not fit.
    const std::size_t extra_end = at + 46 + name_size + extra_size;
    for (std::size_t e = at + 46 + name_size; e + 4 <= extra_end;) {
      const std::size_t size = record.number(e + 2, 2);
      if (record.number(e, 2) == 1) {
        std::size_t value = e + 4;
        for (std::uint64_t* field : {&file.size, &entry.packed_size, &entry.offset}) {
          if (*field != 0xFFFFFFFF) continue;
          *field = record.number(value, 8);
          value += 8;
        }
      }
      e += 4 + size;
    }
    if (is_unsafe(file.name)) {
      throw std::runtime_error(archive +
                               ": refused, it has a member with an unsafe name: " + file.name);
    }
    if ((record.number(at + 8, 2) & 1U) != 0) {
      throw std::runtime_error(archive + ": member " + file.name + " is encrypted");
    }
    at = extra_end + record.number(at + 32, 2);
    const bool deep = std::count(file.name.begin(), file.name.end(), '/') > 1;
    if (file.name.ends_with('/') || deep) continue;
    files_.push_back(std::move(file));
    entries_.push_back(entry);
  }
}

void ZipStore::read_stored(const StoredFile& file, std::uint64_t limit, ReadScratch& scratch,
                           ByteBuffer& out) const {
  const std::string name = display(file);
  check_size(name, file.size, limit);
  const Entry& entry = entries_[file.entry];
  const Record local = load(file_, root_.string(), entry.offset, 30);
  if (local.number(0, 4) != 0x04034B50) corrupt(name, entry.offset, "no local header");
  const std::uint64_t start = entry.offset + 30 + local.number(26, 2) + local.number(28, 2);
  if (start > file_.size() || entry.packed_size > file_.size() - start) {
    corrupt(name, start, "the member's data lie beyond the end of the file");
  }
  if (entry.method == 0) {
    if (entry.packed_size != file.size) corrupt(name, entry.offset, "sizes disagree");
    file_.read(start, out.reserve(file.size), file.size);
    out.set_size(file.size);
  } else if (entry.method == 8) {
    file_.read(start, scratch.deflated.reserve(entry.packed_size), entry.packed_size);
    scratch.deflated.set_size(entry.packed_size);
    scratch.inflater.deflate(scratch.deflated.text(), name, file.size, out);
  } else {
    throw std::runtime_error(name + ": zip compression method " + std::to_string(entry.method) +
                             " is not supported; only stored and deflated members are");
  }
  if (libdeflate_crc32(0, out.text().data(), out.size()) != entry.checksum) {
    throw std::runtime_error(name + ": checksum mismatch in the zip file");
  }
}

}  // namespace trackloom::trackml
