// Orders the construction of a run before everything that its workers do.
#pragma once

#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_scheduler_observer.h>

#include <atomic>

namespace trackloom {

// oneTBB lends its threads from run to run, and the way a task takes to a worker lies inside a
// library that a thread sanitizer usually does not see. A worker therefore passes an atomic of our
// own when it enters the arena; from there on it has seen whatever was made before open().
class ArenaGate final : public tbb::task_scheduler_observer {
 public:
  explicit ArenaGate(tbb::task_arena& arena) : task_scheduler_observer(arena) { observe(true); }
  ~ArenaGate() override {
    open();
    observe(false);
  }

  void open() {
    open_.store(true, std::memory_order_release);
    open_.notify_all();
  }

  // A node with an edge may have left a task before the run is complete: its worker waits here.
  void on_scheduler_entry(bool worker) override {
    if (worker) open_.wait(false, std::memory_order_acquire);
  }

 private:
  std::atomic<bool> open_{false};
};

}  // namespace trackloom
