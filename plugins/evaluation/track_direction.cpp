#include "evaluation/track_direction.hpp"

#include <cmath>

namespace trackloom::evaluation {

TrackDirection direction_of(std::span<const std::uint32_t> track, const Hits& hits, double field) {
  const std::uint32_t first = track.front(), middle = track[track.size() / 2], last = track.back();
  const auto x = [&](std::uint32_t h) { return static_cast<double>(hits.x[h]) - hits.x[first]; };
  const auto y = [&](std::uint32_t h) { return static_cast<double>(hits.y[h]) - hits.y[first]; };
  const double chord = std::hypot(x(last), y(last));
  const double cross = std::abs(x(middle) * y(last) - y(middle) * x(last));
  // The radius of the circle through three points: product of the sides over twice the cross
  // product.
  const double radius = std::hypot(x(middle), y(middle)) * chord *
                        std::hypot(x(last) - x(middle), y(last) - y(middle)) / (2 * cross);
  const double gev_per_mm_and_tesla = 0.299792458e-3;
  return {gev_per_mm_and_tesla * field * radius,
          std::asinh((static_cast<double>(hits.z[last]) - hits.z[first]) / chord)};
}

}  // namespace trackloom::evaluation
