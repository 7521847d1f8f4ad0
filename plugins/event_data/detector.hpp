// The detector: modules and layers of the TrackML geometry (detectors.csv).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "trackloom/product.hpp"

namespace trackloom {

// A planar silicon module. Global = rotation * (u, v, w) + center, lengths in mm.
struct Module {
  std::uint32_t volume_id = 0;
  std::uint32_t layer_id = 0;
  std::uint32_t module_id = 0;
  std::array<float, 3> center{};
  std::array<float, 9> rotation{};  // row-major: xu xv xw yu yv yw zu zv zw
  float thickness = 0;              // half thickness (module_t of the file)
  float min_half_u = 0, max_half_u = 0, half_v = 0;
  float pitch_u = 0, pitch_v = 0;
};

struct Layer {
  std::uint32_t volume_id = 0;
  std::uint32_t layer_id = 0;
  bool barrel = false;  // modules' normals are perpendicular to z
  // Envelope of the module centres.
  float min_r = 0, max_r = 0, min_z = 0, max_z = 0;
};

// Immutable once built; shared by all events of a run.
class Detector {
 public:
  // Sorts by (volume, layer, module). Throws std::runtime_error on a module listed twice.
  explicit Detector(std::vector<Module> modules);

  const std::vector<Module>& modules() const noexcept { return modules_; }
  // Dense numbering of (volume, layer), in that order: 48 in the TrackML detector.
  const std::vector<Layer>& layers() const noexcept { return layers_; }
  std::uint16_t layer_of(std::uint32_t module) const noexcept { return layer_of_[module]; }

  std::optional<std::uint32_t> find(std::uint32_t volume, std::uint32_t layer,
                                    std::uint32_t module) const noexcept;

  // Over identities, centres (to 1 um) and rotations: maps and models name the geometry they fit.
  std::uint64_t fingerprint() const noexcept { return fingerprint_; }

 private:
  std::vector<Module> modules_;
  std::vector<Layer> layers_;
  std::vector<std::uint16_t> layer_of_;
  std::unordered_map<std::uint64_t, std::uint32_t> index_;
  std::uint64_t fingerprint_ = 0;
};

// The product: every event of a run refers to the same detector.
struct DetectorRef {
  std::shared_ptr<const Detector> detector;
  const Detector& operator*() const noexcept { return *detector; }
  const Detector* operator->() const noexcept { return detector.get(); }
};

}  // namespace trackloom

TRACKLOOM_PRODUCT(trackloom::DetectorRef, "event_data.detector", 1)
