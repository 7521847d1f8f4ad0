#include "run/lanes.hpp"

#include <stdexcept>

namespace trackloom {

LanePool::LanePool(const StageEntry& entry, void* self, unsigned count, const std::string& stage)
    : entry_(entry) {
  for (unsigned i = 0; i < count; ++i) {
    Failure failure;
    void* made = entry.make_lane(self, i, failure);
    if (made == nullptr) {
      for (const auto& lane : lanes_) entry_.destroy_lane(lane->self);
      const std::string what =
          "stage " + stage + ", lane " + std::to_string(i) + ": " +
          (failure ? failure.message : std::string("make_lane returned no lane"));
      if (failure.kind == FailureKind::configuration) throw ConfigError(what, failure.parameter);
      throw std::runtime_error(what);
    }
    lanes_.push_back(std::make_unique<Lane>(Lane{made, i}));
  }
  // Taken from the back: lane 0 first.
  for (auto lane = lanes_.rbegin(); lane != lanes_.rend(); ++lane) free_.push_back(lane->get());
}

LanePool::~LanePool() {
  for (const auto& lane : lanes_) entry_.destroy_lane(lane->self);
}

Lane* LanePool::take(Flight& flight) {
  const std::lock_guard lock(mutex_);
  if (free_.empty()) {
    waiting_.push_back(&flight);
    return nullptr;
  }
  Lane* lane = free_.back();
  free_.pop_back();
  return lane;
}

Flight* LanePool::pass_on(Lane& lane) {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) {
    free_.push_back(&lane);
    return nullptr;
  }
  Flight* next = waiting_.front();
  waiting_.pop_front();
  return next;
}

}  // namespace trackloom
