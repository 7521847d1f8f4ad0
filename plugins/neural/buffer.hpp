// Memory for the rows that a pass works on.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

namespace trackloom::neural {

// Numbers that are neither cleared nor kept when the buffer grows; it never shrinks, so that a
// steady state does not allocate. Aligned to a cache line. Large ones are pages of their own: what
// they grow out of goes back to the system, where a heap would keep holes; and they ask for huge
// pages, because gathers go all over them and page walks then cost as much as the reads.
template <class T>
class Buffer {
 public:
  // At least `count` numbers.
  T* resize(std::size_t count) {
    if (count > capacity_) {
      const std::size_t bytes = count * sizeof(T) + count * sizeof(T) / 8;  // events differ in size
      data_.reset();
      data_ = allocate(bytes);
      capacity_ = bytes / sizeof(T);
    }
    return data_.get();
  }
  T* data() const noexcept { return data_.get(); }
  std::size_t bytes() const noexcept { return capacity_ * sizeof(T); }

 private:
  static constexpr std::size_t line = 64, huge_page = std::size_t{1} << 21;

  struct Free {
    std::size_t mapped = 0;  // bytes; 0: from the heap
    void operator()(T* data) const noexcept {
      if (mapped > 0) {
        ::munmap(data, mapped);
      } else {
        std::free(data);
      }
    }
  };
  using Memory = std::unique_ptr<T, Free>;

  static std::size_t round_up(std::size_t bytes, std::size_t unit) {
    return (bytes + unit - 1) / unit * unit;
  }

  static Memory allocate(std::size_t bytes) {
    if (bytes < huge_page) {
      Memory memory(static_cast<T*>(std::aligned_alloc(line, round_up(bytes, line))), Free{});
      if (memory == nullptr) throw std::bad_alloc();
      return memory;
    }
    // Mapped with a huge page to spare, of which the ends are given back.
    const std::size_t wanted = round_up(bytes, huge_page), mapped = wanted + huge_page;
    void* const place =
        ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED) throw std::bad_alloc();
    auto* const first = static_cast<std::byte*>(place);
    const std::size_t before =
        (huge_page - reinterpret_cast<std::uintptr_t>(first) % huge_page) % huge_page;
    if (before > 0) ::munmap(first, before);
    ::munmap(first + before + wanted, huge_page - before);
    ::madvise(first + before, wanted, MADV_HUGEPAGE);
    return Memory(reinterpret_cast<T*>(first + before), Free{wanted});
  }

  Memory data_;
  std::size_t capacity_ = 0;
};

}  // namespace trackloom::neural
