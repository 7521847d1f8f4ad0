#include "trackml/file_descriptor.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace trackloom::trackml {

FileDescriptor::FileDescriptor(std::filesystem::path path) : path_(std::move(path)) {
  descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0) {
    const int error = errno;
    if (descriptor_ >= 0) ::close(descriptor_);
    throw std::runtime_error(path_.string() + ": cannot open: " + std::strerror(error));
  }
  if (!S_ISREG(status.st_mode)) {
    ::close(descriptor_);
    throw std::runtime_error(path_.string() + ": not a regular file");
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

FileDescriptor::~FileDescriptor() {
  ::close(descriptor_);
}

void FileDescriptor::read(std::uint64_t offset, char* target, std::size_t count) const {
  while (count > 0) {
    const ssize_t got = ::pread(descriptor_, target, count, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      throw std::runtime_error(path_.string() + ": cannot read at offset " +
                               std::to_string(offset) + ": " +
                               (got == 0 ? "the file ends there" : std::strerror(errno)));
    }
    offset += static_cast<std::uint64_t>(got);
    target += got;
    count -= static_cast<std::size_t>(got);
  }
}

}  // namespace trackloom::trackml
