// A scale with ticks.
#pragma once

#include <string>
#include <vector>

namespace pages {

struct Tick {
  double value = 0;
  std::string label;  // empty: a line only
};

// Maps values to positions along one side of a chart.
class Axis {
 public:
  // Linear, with low < high, or logarithmic, with 0 < low < high.
  Axis(double low, double high, bool logarithmic) : low_(low), high_(high), log_(logarithmic) {}

  // 0 at the low end, 1 at the high one; values outside are put on the ends.
  double position(double value) const;
  // About `count` round values between the ends; of a logarithmic axis 1, 2 and 5 of each decade or
  // the decades alone.
  std::vector<Tick> ticks(int count) const;

  double low() const noexcept { return low_; }
  double high() const noexcept { return high_; }
  bool logarithmic() const noexcept { return log_; }

 private:
  double low_, high_;
  bool log_;
};

// Shortest text of a tick: "0.25", "10", "1e6" as "10⁶".
std::string tick_label(double value);

}  // namespace pages
