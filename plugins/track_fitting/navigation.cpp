#include "track_fitting/navigation.hpp"

#include <cmath>

namespace trackloom::track_fitting {
namespace {

constexpr double max_turn = 2;  // rad: beyond, what is known of the track is too little

class Search {
 public:
  Search(const Helix& helix, const Geometry& geometry, std::uint32_t current, Way way,
         double margin)
      : helix_(helix),
        geometry_(geometry),
        current_(current),
        sign_(static_cast<int>(way)),
        margin_(margin),
        h_(helix.turn(geometry.model().bending_field(helix))),
        furthest_(max_turn / std::max(std::abs(h_), 1e-9)) {
    // Inward, the track ends at its perigee: nothing but the beam line is behind it.
    if (way == Way::inward) furthest_ = std::min(furthest_, std::abs(path_to_perigee(helix, h_)));
  }

  std::optional<Crossing> run() {
    if (sign_ < 0 && radial() < 0) return std::nullopt;
    discs();
    barrels();
    return best_;
  }

 private:
  double radial() const { return helix_.at.x * helix_.cos_phi + helix_.at.y * helix_.sin_phi; }

  enum class Verdict { missed, outside, taken };

  // Of two layers on the way the one tried later lies further: `taken` and `missed` end the search.
  Verdict consider(std::uint32_t i, double path) {
    const double length = path * sign_;
    if (!(length > 0) || length > furthest_) return Verdict::missed;
    const LayerSurface& layer = geometry_.layers()[i];
    const Step end = step(helix_, h_, path);
    const double along =
        layer.barrel ? helix_.at.z + end.shift.z
                     : distance_from_axis(helix_.at.x + end.shift.x, helix_.at.y + end.shift.y);
    if (along < layer.low - margin_ || along > layer.high + margin_) return Verdict::outside;
    best_ = Crossing{i, path, along};
    furthest_ = length;
    return Verdict::taken;
  }

  void discs() {
    const auto& list = geometry_.discs();
    const bool up = helix_.sin_dip * sign_ > 0;
    for (std::size_t k = 0; k < list.size(); ++k) {
      const std::uint32_t i = list[up ? k : list.size() - 1 - k];
      const double gap = geometry_.layers()[i].position - helix_.at.z;
      if (i == current_ || (up ? gap <= 0 : gap >= 0)) continue;
      if (consider(i, gap / helix_.sin_dip) != Verdict::outside) return;
    }
  }

  void barrels() {
    const auto& list = geometry_.barrels();
    const double r = distance_from_axis(helix_.at.x, helix_.at.y);
    const bool growing = radial() * sign_ >= 0;
    if (growing) {
      for (const std::uint32_t i : list) {
        if (i != current_ && geometry_.layers()[i].position > r && !barrel(i)) return;
      }
      // A track that turns before the next cylinder comes back to those it has passed.
      return;
    }
    for (std::size_t k = list.size(); k-- > 0;) {
      const std::uint32_t i = list[k];
      if (i != current_ && geometry_.layers()[i].position < r && !barrel(i)) return;
    }
  }

  // False: no further cylinder needs to be tried.
  bool barrel(std::uint32_t i) {
    const double path = path_to_cylinder(helix_, h_, geometry_.layers()[i].position, sign_);
    return consider(i, path) == Verdict::outside;
  }

  const Helix& helix_;
  const Geometry& geometry_;
  std::uint32_t current_;
  double sign_, margin_, h_, furthest_;
  std::optional<Crossing> best_;
};

}  // namespace

std::optional<Crossing> next_layer(const Helix& helix, const Geometry& geometry,
                                   std::uint32_t current, Way way, double margin) noexcept {
  return Search(helix, geometry, current, way, margin).run();
}

}  // namespace trackloom::track_fitting
