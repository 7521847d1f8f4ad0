// Three-vectors of the fit.
#pragma once

#include <cmath>

namespace trackloom::track_fitting {

struct Vector3 {
  double x = 0, y = 0, z = 0;

  friend Vector3 operator+(const Vector3& a, const Vector3& b) {
    return {a.x + b.x, a.y + b.y, a.z + b.z};
  }
  friend Vector3 operator-(const Vector3& a, const Vector3& b) {
    return {a.x - b.x, a.y - b.y, a.z - b.z};
  }
  friend Vector3 operator*(double s, const Vector3& a) { return {s * a.x, s * a.y, s * a.z}; }
};

inline double dot(const Vector3& a, const Vector3& b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

// Distance from the z axis; std::hypot guards against overflow at several times the cost.
inline double distance_from_axis(double x, double y) {
  return std::sqrt(x * x + y * y);
}

}  // namespace trackloom::track_fitting
