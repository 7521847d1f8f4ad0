// Lanes of an asynchronous stage: tokens that bound the work outstanding on a device.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "run/flight.hpp"
#include "trackloom/abi.hpp"

namespace trackloom {

// Stream, workspace and model of one event at a time, made by the stage.
struct Lane {
  void* self = nullptr;
  unsigned index = 0;
};

// Thread-safe; the lock covers a push or a pop only, so that nobody waits for a lane on a thread:
// an event that finds none is kept here, in order of arrival, until a lane is passed on to it.
class LanePool {
 public:
  // Calls make_lane; throws std::runtime_error or ConfigError where the stage refuses.
  LanePool(const StageEntry& entry, void* self, unsigned count, const std::string& stage);
  ~LanePool();
  LanePool(const LanePool&) = delete;
  LanePool& operator=(const LanePool&) = delete;

  // A free lane, or null: then the flight waits.
  Lane* take(Flight& flight);
  // The lane is done with its event. The flight that gets it next, or null: the lane is free.
  Flight* pass_on(Lane& lane);

 private:
  const StageEntry& entry_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::mutex mutex_;
  std::vector<Lane*> free_;
  std::deque<Flight*> waiting_;
};

}  // namespace trackloom
