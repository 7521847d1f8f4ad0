#include "pages/axis.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace pages {
namespace {

// 1, 2 or 5 times a power of ten, not below `step`.
double round_step(double step) {
  const double decade = std::pow(10.0, std::floor(std::log10(step)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * decade >= step * 0.999) return factor * decade;
  }
  return 10 * decade;
}

std::vector<Tick> decades(double low, double high, int count) {
  const int first = static_cast<int>(std::floor(std::log10(low)));
  const int last = static_cast<int>(std::ceil(std::log10(high)));
  const bool between = last - first <= 3;  // room for 2 and 5 as well
  const int every = std::max(1, (last - first + count - 1) / std::max(1, count));
  std::vector<Tick> ticks;
  for (int e = first; e <= last; ++e) {
    const double decade = std::pow(10.0, e);
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double value = factor * decade;
      if (value < low * 0.999 || value > high * 1.001) continue;
      if (factor > 1 && !between) continue;
      const bool labelled = factor > 1 || (e - first) % every == 0;
      ticks.push_back({value, labelled ? tick_label(value) : std::string()});
    }
  }
  return ticks;
}

}  // namespace

std::string tick_label(double value) {
  if (value == 0) return "0";
  const double size = std::abs(value);
  const double power = std::log10(size);
  if ((size >= 1e5 || size < 1e-3) && std::abs(power - std::round(power)) < 1e-9) {
    static const char* digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string exponent;
    for (const char c : std::to_string(static_cast<int>(std::lround(power)))) {
      exponent += c == '-' ? "⁻" : digits[c - '0'];
    }
    return (value < 0 ? "−10" : "10") + exponent;
  }
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text[0] == '-' ? "−" + std::string(text + 1) : text;
}

double Axis::position(double value) const {
  const double at = log_ ? (std::log(std::max(value, low_ * 1e-9)) - std::log(low_)) /
                               (std::log(high_) - std::log(low_))
                         : (value - low_) / (high_ - low_);
  return std::clamp(at, 0.0, 1.0);
}

std::vector<Tick> Axis::ticks(int count) const {
  if (log_) return decades(low_, high_, count);
  std::vector<Tick> ticks;
  const double step = round_step((high_ - low_) / count);
  const double slack = step * 1e-6;
  for (double i = std::ceil((low_ - slack) / step); i * step <= high_ + slack; ++i) {
    const double value = i * step;
    // Sums of steps are not exact: 0.30000000000000004.
    ticks.push_back({value, tick_label(std::abs(value) < slack ? 0 : value)});
  }
  return ticks;
}

}  // namespace pages
