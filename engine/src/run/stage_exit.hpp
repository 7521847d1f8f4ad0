// Where an event goes when a stage is done with it.
#pragma once

#include <cstdint>

namespace trackloom {

struct Flight;

class StageExit {
 public:
  virtual ~StageExit() = default;
  // `ok` false: the event has failed in this stage or before it. The flight must not be touched
  // afterwards: it may be another event already. `end`: when the stage finished, in ns.
  virtual void leave(std::size_t stage, Flight& flight, bool ok, std::int64_t end) noexcept = 0;
};

}  // namespace trackloom
