// Memory for the rows that a pass works on.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace trackloom::neural {

// Numbers that are neither cleared nor kept when the buffer grows; it never shrinks, so that a
// steady state does not allocate. Aligned to a cache line; large ones ask for huge pages, because
// gathers go all over them and page walks then cost as much as the reads.
template <class T>
class Buffer {
 public:
  // At least `count` numbers.
  T* resize(std::size_t count) {
    if (count > capacity_) {
      constexpr std::size_t line = 64, huge_page = std::size_t{1} << 21;
      std::size_t bytes = count * sizeof(T);
      const std::size_t unit = bytes < huge_page ? line : huge_page;
      bytes = (bytes + bytes / 8 + unit - 1) / unit * unit;  // events differ in size
      data_.reset();
      data_.reset(static_cast<T*>(std::aligned_alloc(unit, bytes)));
      if (data_ == nullptr) throw std::bad_alloc();
      if (unit == huge_page) ::madvise(data_.get(), bytes, MADV_HUGEPAGE);
      capacity_ = bytes / sizeof(T);
    }
    return data_.get();
  }
  T* data() const noexcept { return data_.get(); }
  std::size_t bytes() const noexcept { return capacity_ * sizeof(T); }

 private:
  struct Free {
    void operator()(T* data) const noexcept { std::free(data); }
  };
  std::unique_ptr<T, Free> data_;
  std::size_t capacity_ = 0;
};

}  // namespace trackloom::neural
