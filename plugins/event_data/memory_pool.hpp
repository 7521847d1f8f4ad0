// Working memory that is taken for one call and given back.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

namespace trackloom {

// Hands out pieces of memory: as many come to exist as calls ever ran side by side, however many
// instances of stages there are. A piece keeps its size, so that a steady state does not allocate.
// Thread-safe; must outlive its leases.
template <class Memory>
class MemoryPool {
 public:
  struct Return {
    MemoryPool* pool;
    void operator()(Memory* memory) const noexcept { pool->put(memory); }
  };
  using Lease = std::unique_ptr<Memory, Return>;

  // The piece that was given back last, else a new one.
  Lease take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) {
      free_.reserve(++pieces_);  // put() does not allocate
      return Lease(new Memory(), Return{this});
    }
    Memory* memory = free_.back().release();
    free_.pop_back();
    return Lease(memory, Return{this});
  }

 private:
  void put(Memory* memory) noexcept {
    const std::lock_guard lock(mutex_);
    free_.emplace_back(memory);
  }

  std::mutex mutex_;
  std::size_t pieces_ = 0;
  std::vector<std::unique_ptr<Memory>> free_;
};

}  // namespace trackloom
