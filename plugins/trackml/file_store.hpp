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
  ByteBuffer deflated, gzipped;  // as read from disk, before either is unpacked
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
  // As stored, gzip left alone. May use scratch.deflated, not scratch.gzipped: `out` may be that.
  virtual void read_stored(const StoredFile& file, std::uint64_t limit, ReadScratch& scratch,
                           ByteBuffer& out) const = 0;
};

// Throws if a file is larger than the limit on files.
void check_size(const std::string& name, std::uint64_t size, std::uint64_t limit);

// Throws std::runtime_error if the path is neither a directory nor a readable zip file.
std::unique_ptr<FileStore> open_store(const std::filesystem::path& path);

// A single file on disk, unpacked if it ends in .gz.
void read_file(const std::filesystem::path& path, std::uint64_t limit, ReadScratch& scratch,
               ByteBuffer& out);

}  // namespace trackloom::trackml
