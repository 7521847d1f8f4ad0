// Who waits for whom, in the form the graph needs it.
#pragma once

#include <cstdint>
#include <vector>

#include "trackloom/plan.hpp"

namespace trackloom {

// Sinks are not in `successors`: they all wait at one gate until every other stage has finished
// with the event. So an event that fails in any stage is in no sink's output, whatever the timing.
struct Wiring {
  explicit Wiring(const Plan& plan);

  std::vector<std::vector<std::size_t>> successors;  // stages waiting for this one
  std::vector<std::uint32_t> predecessors;           // how many each stage waits for
  std::vector<bool> final;                           // nobody but the gate waits for it
  std::uint32_t final_count = 0;
  std::vector<std::size_t> sinks;
};

}  // namespace trackloom
