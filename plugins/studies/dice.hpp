// Random numbers that follow from what they decide, not from the order in which it is decided.
#pragma once

#include <cstdint>
#include <string_view>

namespace trackloom::studies {

// One number per key, such as a hit's id: the same for any order of calls and any thread, and for
// two shares of which one is larger the smaller selects a part of what the larger selects.
// Immutable.
class Dice {
 public:
  // `stage` keeps the stages of a pipeline apart, `event` the events; what is to be the same in all
  // events (a dead module) takes 0 for it.
  Dice(std::uint64_t seed, std::string_view stage, std::uint64_t event);

  std::uint64_t number(std::uint64_t key) const noexcept;
  // In [0, 1).
  double uniform(std::uint64_t key) const noexcept {
    return static_cast<double>(number(key) >> 11U) * 0x1.0p-53;
  }

 private:
  std::uint64_t state_;
};

}  // namespace trackloom::studies
