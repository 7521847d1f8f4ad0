// launch.hpp for a host compiler: the grid is emulated, one index after the other. It is what the
// tests run, and it can go through a grid backwards, which shows bodies that depend on one another.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "cuda/stream.hpp"

namespace trackloom::cuda {

// For tests: true, and every grid is gone through from its end.
inline std::atomic<bool>& emulate_backwards() {
  static std::atomic<bool> value{false};
  return value;
}

namespace detail {

template <class F>
void in_order(std::uint32_t count, F&& f) {
  if (emulate_backwards().load(std::memory_order_relaxed)) {
    for (std::uint32_t i = count; i-- > 0;) f(i);
  } else {
    for (std::uint32_t i = 0; i < count; ++i) f(i);
  }
}

}  // namespace detail

class Block {
 public:
  Block(std::uint32_t index, std::uint32_t threads, unsigned char* memory)
      : index_(index), threads_(threads), memory_(memory) {}
  std::uint32_t index() const { return index_; }
  std::uint32_t threads() const { return threads_; }
  template <class F>
  void each(std::uint32_t count, F&& f) const {
    detail::in_order(count, f);
  }
  template <class F>
  void each_warp(F&& f) const {
    detail::in_order(threads_ / 32, f);
  }
  template <class T>
  T* shared() const {
    return reinterpret_cast<T*>(memory_);
  }

 private:
  std::uint32_t index_, threads_;
  unsigned char* memory_;
};

template <class Body>
void for_each(const Stream&, std::uint32_t count, const Body& body) {
  detail::in_order(count, [&](std::uint32_t i) { body(i); });
}

template <class Body>
void for_blocks(const Stream&, std::uint32_t blocks, std::uint32_t threads,
                std::size_t shared_bytes, const Body& body) {
  // Filled anew for every block: nothing may be left from another one.
  std::vector<std::uint64_t> shared(shared_bytes / 8 + 2);
  auto* memory = reinterpret_cast<unsigned char*>(shared.data());
  if (reinterpret_cast<std::uintptr_t>(memory) % 16 != 0) memory += 8;
  detail::in_order(blocks, [&](std::uint32_t b) {
    for (std::uint64_t& word : shared) word = 0xA5A5A5A5A5A5A5A5ULL;
    body(Block(b, threads, memory));
  });
}

}  // namespace trackloom::cuda
