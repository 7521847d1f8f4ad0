// Memory on the device, and pinned memory of the host.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include "cuda/runtime.hpp"

namespace trackloom::cuda {

// Room for `capacity()` values, of which `size()` are in use; contents are not initialised. Grows
// through Lane::room_for only, which knows the limit. Not thread-safe.
template <class T>
class DeviceBuffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  DeviceBuffer() = default;
  ~DeviceBuffer() { release(data_, nullptr); }
  DeviceBuffer(DeviceBuffer&& other) noexcept { swap(other); }
  DeviceBuffer& operator=(DeviceBuffer&& other) noexcept {
    swap(other);
    return *this;
  }
  void swap(DeviceBuffer& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

  T* data() noexcept { return data_; }
  const T* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }
  std::size_t capacity() const noexcept { return capacity_; }
  std::size_t bytes() const noexcept { return size_ * sizeof(T); }
  // Never beyond the capacity.
  void set_size(std::size_t size) noexcept { size_ = size; }

  // Drops the contents. Memory that is given back is not reused before the stream has passed.
  void reallocate(std::size_t capacity, StreamHandle stream) {
    release(data_, stream);
    data_ = nullptr;
    size_ = capacity_ = 0;
    data_ = static_cast<T*>(allocate(capacity * sizeof(T), stream));
    capacity_ = capacity;
  }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

// Where copies between host and device start or end.
template <class T>
class PinnedBuffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  PinnedBuffer() = default;
  ~PinnedBuffer() { release_pinned(data_); }
  PinnedBuffer(const PinnedBuffer&) = delete;
  PinnedBuffer& operator=(const PinnedBuffer&) = delete;

  // Drops the contents where it grows: no copy may be under way.
  T* room_for(std::size_t count) {
    if (count > capacity_) {
      release_pinned(std::exchange(data_, nullptr));
      capacity_ = 0;
      const std::size_t larger = count + count / 4;
      data_ = static_cast<T*>(allocate_pinned(larger * sizeof(T)));
      capacity_ = larger;
    }
    return data_;
  }
  const T* data() const noexcept { return data_; }

 private:
  T* data_ = nullptr;
  std::size_t capacity_ = 0;
};

}  // namespace trackloom::cuda
