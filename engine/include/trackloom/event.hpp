// An event: the one message of the flow graph. It owns its products, one per slot.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "trackloom/error.hpp"
#include "trackloom/product.hpp"

namespace trackloom {

// Who the event is. Filled by the source, readable by every stage that asks for `const EventInfo&`.
struct EventInfo {
  std::uint64_t id = 0;        // the experiment's event number; unique within a data set
  std::uint64_t sequence = 0;  // dense position in the run, from 0; set by the engine
  std::string origin;          // where it was read from, for messages; may be empty
};

// Slots are bound once when a pipeline is planned; access costs an index and a pointer. A product
// has one writer (the stage that outputs it) and is const after it, so that no slot needs a lock.
// Events belong to a fixed pool and are recycled: products are cleared but keep their capacity.
class Event {
 public:
  // One product per entry of `slots`, created here, destroyed with the event. `stage_count` sizes
  // the fan-in counters. The ops must outlive the event (plugins are never unloaded).
  Event(std::span<const ProductOps* const> slots, std::size_t stage_count);
  ~Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  EventInfo& info() noexcept { return info_; }
  const EventInfo& info() const noexcept { return info_; }

  std::size_t slot_count() const noexcept { return products_.size(); }
  void* slot(std::size_t index) noexcept { return products_[index]; }
  const void* slot(std::size_t index) const noexcept { return products_[index]; }

  // The first product of type T, or null: for host programs and tests, not for hot paths.
  template <class T>
  T* find() noexcept {
    return static_cast<T*>(find(product_ops<T>.key));
  }
  template <class T>
  const T* find() const noexcept {
    return static_cast<const T*>(const_cast<Event*>(this)->find(product_ops<T>.key));
  }

  // True until a stage failed or rejected the event. Safe from any thread.
  bool alive() const noexcept { return alive_.load(std::memory_order_acquire); }

  // Makes the event a tombstone. Of several concurrent failures that of the first stage in the
  // pipeline's order is kept. Safe from any thread.
  void fail(std::size_t stage, Failure failure);

  // Why it is not alive; valid once the event has left its last stage.
  const Failure& failure() const noexcept { return failure_; }
  std::size_t failed_stage() const noexcept { return failed_stage_; }

  // How many predecessors of a stage have not finished yet. Used by the graph only.
  std::atomic<std::uint32_t>& pending(std::size_t stage) noexcept { return pending_[stage]; }

  // Clears every product and the failure; capacities stay. Not while a stage holds the event.
  void recycle();

 private:
  void* find(const TypeKey& key) noexcept;

  EventInfo info_;
  std::vector<const ProductOps*> ops_;
  std::vector<void*> products_;
  std::unique_ptr<std::atomic<std::uint32_t>[]> pending_;
  std::size_t stage_count_;
  std::atomic<bool> alive_{true};
  std::mutex failure_mutex_;
  Failure failure_;
  std::size_t failed_stage_ = 0;
};

}  // namespace trackloom
