#include "event_file/mapping.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace trackloom::event_file {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, const char* what, int error) {
  throw std::runtime_error(path.string() + ": " + what + ": " + std::strerror(error));
}

std::uint64_t size_of(int descriptor, const std::filesystem::path& path) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) refuse(path, "cannot be examined", errno);
  if (!S_ISREG(status.st_mode)) refuse(path, "is not an event file", EISDIR);
  return static_cast<std::uint64_t>(status.st_size);
}

}  // namespace

Mapping::Mapping(std::filesystem::path path) : path_(std::move(path)) {
  descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) refuse(path_, "cannot be opened", errno);
  try {
    const std::uint64_t size = size_of(descriptor_, path_);
    if (size == 0) return;  // cannot be mapped; the format's own check words it
    void* at = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor_, 0);
    if (at == MAP_FAILED) refuse(path_, "cannot be mapped into memory", errno);
    bytes_ = {static_cast<const std::byte*>(at), size};
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

Mapping::~Mapping() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
  ::close(descriptor_);
}

void Mapping::check_size() const {
  const std::uint64_t size = size_of(descriptor_, path_);
  if (size >= bytes_.size()) return;
  throw std::runtime_error(path_.string() + ": offset " + std::to_string(size) +
                           ": the file was cut while it was being read, it had " +
                           std::to_string(bytes_.size()) + " bytes");
}

void Mapping::will_need(std::uint64_t offset, std::uint64_t count) const noexcept {
  advise(offset, count, MADV_WILLNEED);
}

void Mapping::drop(std::uint64_t offset, std::uint64_t count) const noexcept {
  advise(offset, count, MADV_DONTNEED);
}

void Mapping::advise(std::uint64_t offset, std::uint64_t count, int advice) const noexcept {
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  const std::uint64_t first = offset / page * page;
  const std::uint64_t last = std::min<std::uint64_t>(offset + count, bytes_.size());
  if (first >= last) return;
  ::madvise(const_cast<std::byte*>(bytes_.data()) + first, last - first, advice);
}

}  // namespace trackloom::event_file
