// A file mapped into memory for reading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace trackloom::event_file {

// Errors are std::runtime_error with the path and the system's reason. Thread-safe.
class Mapping {
 public:
  explicit Mapping(std::filesystem::path path);
  ~Mapping();
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  std::span<const std::byte> bytes() const noexcept { return bytes_; }
  const std::filesystem::path& path() const noexcept { return path_; }

  // Throws if the file has been cut since it was opened: touching what is gone would end the
  // process (SIGBUS). Files are complete when they get their name, so only a foreign program cuts.
  void check_size() const;
  // Asks the system to read these bytes from the disk soon, or to drop them from this process.
  void will_need(std::uint64_t offset, std::uint64_t count) const noexcept;
  void drop(std::uint64_t offset, std::uint64_t count) const noexcept;

 private:
  void advise(std::uint64_t offset, std::uint64_t count, int advice) const noexcept;

  std::filesystem::path path_;
  int descriptor_ = -1;
  std::span<const std::byte> bytes_;
};

}  // namespace trackloom::event_file
