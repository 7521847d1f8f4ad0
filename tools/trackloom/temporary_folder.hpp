// A folder that is gone at the end.
#pragma once

#include <filesystem>
#include <string>

class TemporaryFolder {
 public:
  // Throws std::runtime_error if none can be made in the system's folder for temporary files.
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }
  // Returns the path of the file.
  std::filesystem::path write(const std::string& name, const std::string& text) const;

 private:
  std::filesystem::path path_;
};
