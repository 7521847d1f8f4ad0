// An open file for reading.
#pragma once

#include <cstdint>
#include <filesystem>

namespace trackloom::trackml {

// Errors are std::runtime_error with the path and the system's reason.
class FileDescriptor {
 public:
  explicit FileDescriptor(std::filesystem::path path);
  ~FileDescriptor();
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  std::uint64_t size() const noexcept { return size_; }
  // All `count` bytes at that offset, or an error. Thread-safe.
  void read(std::uint64_t offset, char* target, std::size_t count) const;

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace trackloom::trackml
