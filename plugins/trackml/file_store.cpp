#include "trackml/file_store.hpp"

#include <algorithm>
#include <stdexcept>

#include "trackml/file_descriptor.hpp"
#include "trackml/zip_store.hpp"

namespace trackloom::trackml {
namespace {

namespace fs = std::filesystem;

void read_plain(const fs::path& path, std::uint64_t limit, ByteBuffer& out) {
  const FileDescriptor file(path);
  check_size(path.string(), file.size(), limit);
  file.read(0, out.reserve(file.size()), file.size());
  out.set_size(file.size());
}

class DirectoryStore : public FileStore {
 public:
  explicit DirectoryStore(const fs::path& root) : FileStore(root) {
    for (const auto& entry : fs::directory_iterator(root)) {
      if (entry.is_regular_file()) add(entry, "");
      if (!entry.is_directory()) continue;
      const std::string folder = entry.path().filename().string() + "/";
      for (const auto& inner :
           fs::directory_iterator(entry.path(), fs::directory_options::skip_permission_denied)) {
        if (inner.is_regular_file()) add(inner, folder);
      }
    }
    sort_files();
  }

 private:
  void add(const fs::directory_entry& entry, const std::string& folder) {
    files_.push_back({folder + entry.path().filename().string(), entry.file_size(), 0});
  }
  void read_stored(const StoredFile& file, std::uint64_t limit, ReadScratch&,
                   ByteBuffer& out) const override {
    read_plain(root_ / file.name, limit, out);
  }
};

}  // namespace

void FileStore::sort_files() {
  std::sort(files_.begin(), files_.end(),
            [](const StoredFile& a, const StoredFile& b) { return a.name < b.name; });
}

void FileStore::read(const StoredFile& file, std::uint64_t limit, ReadScratch& scratch,
                     ByteBuffer& out) const {
  if (!file.name.ends_with(".gz")) return read_stored(file, limit, scratch, out);
  read_stored(file, limit, scratch, scratch.gzipped);
  scratch.inflater.gzip(scratch.gzipped.text(), display(file), limit, out);
}

std::unique_ptr<FileStore> open_store(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return std::make_unique<DirectoryStore>(path);
  if (!fs::exists(path)) throw std::runtime_error(path.string() + ": no such file or directory");
  return std::make_unique<ZipStore>(path);
}

void read_file(const fs::path& path, std::uint64_t limit, ReadScratch& scratch, ByteBuffer& out) {
  if (path.extension() != ".gz") return read_plain(path, limit, out);
  read_plain(path, limit, scratch.gzipped);
  scratch.inflater.gzip(scratch.gzipped.text(), path.string(), limit, out);
}

void check_size(const std::string& name, std::uint64_t size, std::uint64_t limit) {
  if (size <= limit) return;
  throw std::runtime_error(name + ": " + std::to_string(size >> 20) + " MB, more than " +
                           std::to_string(limit >> 20) + "; raise max_file_mb if it is meant");
}

}  // namespace trackloom::trackml
