#include "trackml/file_store.hpp"

#include <algorithm>
#include <stdexcept>

#include "trackml/file_descriptor.hpp"
#include "trackml/zip_store.hpp"

namespace trackloom::trackml {
namespace {

namespace fs = std::filesystem;

void read_plain(const fs::path& path, ByteBuffer& out) {
  const FileDescriptor file(path);
  file.read(0, out.reserve(file.size()), file.size());
  out.set_size(file.size());
}

void check_size(const std::string& name, std::uint64_t size, std::uint64_t limit) {
  if (size > limit) {
    throw std::runtime_error(name + ": " + std::to_string(size >> 20) + " MB, more than " +
                             std::to_string(limit >> 20) + "; raise max_file_mb if it is meant");
  }
}

class DirectoryStore : public FileStore {
 public:
  explicit DirectoryStore(const fs::path& root) : FileStore(root) {
    for (const auto& entry : fs::directory_iterator(root)) {
      if (entry.is_regular_file()) add(entry, "");
      if (!entry.is_directory()) continue;
      const std::string folder = entry.path().filename().string() + "/";
      for (const auto& inner : fs::directory_iterator(entry.path())) {
        if (inner.is_regular_file()) add(inner, folder);
      }
    }
    sort_files();
  }

 private:
  void add(const fs::directory_entry& entry, const std::string& folder) {
    files_.push_back({folder + entry.path().filename().string(), entry.file_size(), 0});
  }
  void read_stored(const StoredFile& file, ReadScratch&, ByteBuffer& out) const override {
    read_plain(root_ / file.name, out);
  }
};

}  // namespace

void FileStore::sort_files() {
  std::sort(files_.begin(), files_.end(),
            [](const StoredFile& a, const StoredFile& b) { return a.name < b.name; });
}

void FileStore::read(const StoredFile& file, std::uint64_t limit, ReadScratch& scratch,
                     ByteBuffer& out) const {
  check_size(display(file), file.size, limit);
  if (!file.name.ends_with(".gz")) return read_stored(file, scratch, out);
  read_stored(file, scratch, scratch.unpacked);
  scratch.inflater.gzip(scratch.unpacked.text(), display(file), limit, out);
}

std::unique_ptr<FileStore> open_store(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return std::make_unique<DirectoryStore>(path);
  if (!fs::exists(path)) throw std::runtime_error(path.string() + ": no such file or directory");
  return std::make_unique<ZipStore>(path);
}

void read_file(const fs::path& path, std::uint64_t limit, ReadScratch& scratch, ByteBuffer& out) {
  if (path.extension() != ".gz") {
    check_size(path.string(), fs::file_size(path), limit);
    return read_plain(path, out);
  }
  read_plain(path, scratch.unpacked);
  scratch.inflater.gzip(scratch.unpacked.text(), path.string(), limit, out);
}

}  // namespace trackloom::trackml
