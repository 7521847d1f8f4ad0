// Where a data set's files lie: a directory or a zip file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "trackml/byte_buffer.hpp"
#include "trackml/inflater.hpp"

namespace trackloom::trackml {

struct StoredFile {
  std::string name;         // below the root, '/' between folder and file
  std::uint64_t size = 0;   // when unpacked
  std::uint64_t entry = 0;  // the store's own
};

// What reading needs besides the store; one per thread.
struct ReadScratch {
  Inflater inflater;
  ByteBuffer packed, unpacked;
};

// Reading is thread-safe with a scratch per thread.
class FileStore {
 public:
  virtual ~FileStore() = default;
  // Files of the root and of the folders in it, sorted by name.
  const std::vector<StoredFile>& files() const noexcept { return files_; }
  // For messages: the path on disk, or the zip file's followed by the member's name.
  std::string display(const StoredFile& file) const { return (root_ / file.name).string(); }

  // The content, unpacked if the name ends in .gz. More than `limit` bytes are refused.
  void read(const StoredFile& file, std::uint64_t limit, ReadScratch& scratch,
            ByteBuffer& out) const;

 protected:
  explicit FileStore(std::filesystem::path root) : root_(std::move(root)) {}
  void sort_files();
  std::filesystem::path root_;
  std::vector<StoredFile> files_;

 private:
  // As stored; `scratch.packed` is free, `out` may not be `scratch.unpacked`'s alias.
  virtual void read_stored(const StoredFile& file, ReadScratch& scratch, ByteBuffer& out) const = 0;
};

// Throws std::runtime_error if the path is neither a directory nor a readable zip file.
std::unique_ptr<FileStore> open_store(const std::filesystem::path& path);

// A single file on disk, unpacked if it ends in .gz.
void read_file(const std::filesystem::path& path, std::uint64_t limit, ReadScratch& scratch,
               ByteBuffer& out);

}  // namespace trackloom::trackml
