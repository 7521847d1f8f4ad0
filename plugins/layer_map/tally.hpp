// Counts of true and false entries by bin, and the log ratios made of them.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace trackloom::layer_map {

class Tally {
 public:
  explicit Tally(std::size_t bins) : true_(bins), false_(bins) {}

  void add(std::size_t bin, bool real) { ++(real ? true_ : false_)[bin]; }

  // log(true / false) by bin. The bins are blocks of shape[0] x shape[1] x shape[2]; along the axes
  // that `smooth` names, neighbours help with 1:2:1 weights. Empty bins lean on their block's mean
  // ratio with the weight of one false entry.
  std::vector<float> log_ratios(const std::array<int, 3>& shape,
                                const std::array<bool, 3>& smooth) const;

  // The largest cut that keeps at least `entries` of all counted ones, by their bin's value.
  float cut(const std::vector<float>& values, double entries) const;

 private:
  std::vector<std::uint32_t> true_, false_;
};

}  // namespace trackloom::layer_map
