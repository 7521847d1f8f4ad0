// The detector as the fit needs it: module planes with measurement errors and material, and layers
// as cylinders or discs to be crossed.
#pragma once

#include <cstdint>
#include <vector>

#include "event_data/detector.hpp"
#include "track_fitting/fit_model.hpp"
#include "track_fitting/vector3.hpp"

namespace trackloom::track_fitting {

// One module. 64 bytes, because a fit visits them at random.
struct alignas(64) Plane {
  float center[3];
  float u[3], v[3], w[3];  // unit vectors: the measured axes and the normal
  float var_u, var_v;      // mm^2, of a measurement along u and v
  float thickness;         // radiation lengths at normal incidence
  std::uint32_t layer;

  Vector3 axis_u() const noexcept { return {u[0], u[1], u[2]}; }
  Vector3 axis_v() const noexcept { return {v[0], v[1], v[2]}; }
  Vector3 normal() const noexcept { return {w[0], w[1], w[2]}; }
  Vector3 origin() const noexcept { return {center[0], center[1], center[2]}; }
};

// One layer. "Along" is z in the barrel and r in the end caps.
struct LayerSurface {
  bool barrel = false;
  double position = 0;          // mm: mean radius of a barrel layer, mean z of a disc
  double spread = 0;            // mm: largest distance of a module's centre from `position`
  double low = 0, high = 0;     // mm: extent along
  double thickness = 0;         // radiation lengths, mean of the modules
  double var_u = 0, var_v = 0;  // mm^2, the largest of the modules
};

class Geometry {
 public:
  // About 1 ms for the TrackML detector.
  Geometry(const Detector& detector, const FitModel& model);

  const FitModel& model() const noexcept { return model_; }
  const Plane& plane(std::uint32_t module) const noexcept { return planes_[module]; }
  const std::vector<LayerSurface>& layers() const noexcept { return layers_; }
  // Layers by position: barrels from the inside, discs from negative z.
  const std::vector<std::uint32_t>& barrels() const noexcept { return barrels_; }
  const std::vector<std::uint32_t>& discs() const noexcept { return discs_; }

 private:
  FitModel model_;
  std::vector<Plane> planes_;
  std::vector<LayerSurface> layers_;
  std::vector<std::uint32_t> barrels_, discs_;
};

}  // namespace trackloom::track_fitting
