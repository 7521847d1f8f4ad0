// A reusable block of bytes for whole files, with readable zeros behind its content.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace trackloom::trackml {

// Keeps its memory from file to file. The padding lets a parser load 8 bytes at a time up to the
// last one, and ends every number.
class ByteBuffer {
 public:
  static constexpr std::size_t padding = 32;

  // Room for `size` bytes, uninitialised but for the first `kept`, which are those of before.
  char* reserve(std::size_t size, std::size_t kept = 0) {
    if (size + padding > capacity_) {
      auto larger = std::make_unique_for_overwrite<char[]>(size + padding);
      if (kept > 0) std::memcpy(larger.get(), data_.get(), kept);
      data_ = std::move(larger);
      capacity_ = size + padding;
    }
    return data_.get();
  }
  // The content is the first `size` bytes of what was reserved.
  void set_size(std::size_t size) {
    size_ = size;
    std::memset(data_.get() + size, 0, padding);
  }
  void assign(std::string_view text) {
    std::copy(text.begin(), text.end(), reserve(text.size()));
    set_size(text.size());
  }

  std::string_view text() const noexcept { return {data_.get(), size_}; }
  std::size_t size() const noexcept { return size_; }

 private:
  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
};

}  // namespace trackloom::trackml
