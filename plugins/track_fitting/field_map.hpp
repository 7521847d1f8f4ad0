// A magnetic field with cylindrical symmetry, from a file.
//
// The file is CSV with the header r,z,Br,Bz: mm and T, one line per node of a regular grid in r and
// z, in any order, every node once. Between nodes the field is interpolated linearly, outside the
// grid it is that of the nearest edge. The grid may begin at r > 0 and cover any range of z.
#pragma once

#include <string>
#include <vector>

namespace trackloom::track_fitting {

class FieldMap {
 public:
  struct Value {
    double radial = 0, axial = 0;  // T
  };

  // Throws std::runtime_error, naming file and line, where the file cannot be read or is no such
  // grid. At least two nodes along each axis.
  static FieldMap read(const std::string& path);

  Value at(double r, double z) const noexcept;

 private:
  struct Axis {
    double first = 0, step = 1;
    std::size_t count = 0;
    // The node below x and the part of the way to the next, within the axis.
    std::pair<std::size_t, double> find(double x) const noexcept;
  };
  static Axis axis(std::vector<double> values, const std::string& path, const char* name);

  Axis r_, z_;
  std::vector<Value> nodes_;  // r slowest
};

}  // namespace trackloom::track_fitting
