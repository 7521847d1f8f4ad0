// A file that is either complete under its final name or absent.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace trackloom {

// Writes to PATH.part-PID, buffered; commit() flushes, syncs, renames and syncs the folder. Without
// a commit the destructor removes the temporary file. Not thread-safe. Every error is a
// std::runtime_error that names the final path and the system's reason (no space, permission, ...).
class OutputFile {
 public:
  explicit OutputFile(std::filesystem::path path);  // makes missing parent folders
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(std::string_view bytes);
  void commit();
  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  void flush();
  [[noreturn]] void refuse(const char* what, int error);

  std::filesystem::path path_;
  std::filesystem::path temporary_;
  std::vector<char> buffer_;
  int descriptor_ = -1;
};

}  // namespace trackloom
