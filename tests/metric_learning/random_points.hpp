// Points to search among, and the search that needs no trust.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace trackloom::metric_learning::test {

// In [0, 1)^dimensions, on a lattice of 1/16 so that distances repeat and hit radii exactly.
inline std::vector<float> lattice_points(std::size_t count, std::size_t dimensions, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<float> points(count * dimensions);
  for (float& value : points) value = static_cast<float>(random() % 16) / 16;
  return points;
}

inline std::vector<float> uniform_points(std::size_t count, std::size_t dimensions, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<float> points(count * dimensions);
  for (float& value : points) value = static_cast<float>(random()) * 0x1.0p-32F;
  return points;
}

inline float squared_distance(const std::vector<float>& points, std::size_t dimensions,
                              std::size_t a, std::size_t b) {
  float sum = 0;
  for (std::size_t d = 0; d < dimensions; ++d) {
    const float gap = points[b * dimensions + d] - points[a * dimensions + d];
    sum += gap * gap;
  }
  return sum;
}

}  // namespace trackloom::metric_learning::test
