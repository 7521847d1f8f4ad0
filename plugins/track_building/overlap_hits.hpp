// The second hits of a track where modules of one layer overlap.
//
// A third of the hits of a TrackML track have a partner on the same layer (most in the pixel end
// caps). No edge joins the two; both are joined to the hits on the layers before and after. Unless
// the partners are taken together with a path, they form a second, parallel path: a duplicate.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "event_data/detector.hpp"
#include "event_data/hits.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::track_building {

// Windows on the residual between a hit and the point where the track crosses its module. Measured
// along true tracks of one simulated pile-up-200 event (pT > 0.15 GeV, five hits or more): 98 % of
// partners are within 26 mm; in the pixel end caps 98 % are within one pitch on both axes, in the
// pixel barrel within one pitch on u and 0.3 mm along z. In the short strips 90 % are within 1.6
// pitches on u and one on v; in the long strips, within one pitch on v, but 0.6 mm (5 pitches) on
// u.
struct OverlapWindows {
  float attach_distance = 25;   // mm, along the track
  float attach_pitches = 1.5F;  // of the module along each axis
  float attach_angle = 0.015F;  // rad, uncertainty of the track's direction
};

// Finds partners. The track is carried from the hit it has to the other module along the tangent of
// the circle through that hit and its neighbours on the track. On an axis of the module the window
// is attach_pitches pitches plus attach_angle times the distance carried, and on u what the strip
// length of the first hit adds where the two modules are turned against each other.
class OverlapFinder {
 public:
  // The detector is kept by reference.
  OverlapFinder(const Hits& hits, const Detector& detector, const OverlapWindows& windows);

  // The hits to attach to `track` (three hits or more, in order), among those with free[hit] != 0:
  // on the layer of a hit of the track, on a module that the track has no hit on, the closest in
  // units of the windows (ties: smaller row). In the order of the track.
  void find(std::span<const std::uint32_t> track, std::span<const char> free,
            std::vector<std::uint32_t>& hits) const;

 private:
  // What the search needs of a hit, in one piece: the search is bound by memory latency.
  struct Point {
    float x, y, z, r, phi;
    std::uint32_t hit, module, layer;
  };
  static constexpr int bins_ = 2048;  // in phi, per layer

  struct Found {
    std::uint32_t hit, module;
    float distance;  // in units of the windows
  };
  // Adds the partners of track[k], at most one for each module.
  void find_at(std::span<const Point> track, std::size_t k, std::span<const char> free,
               std::vector<Found>& found) const;

  const Detector& detector_;
  OverlapWindows windows_;
  std::vector<std::uint32_t> first_;     // of every layer and phi bin
  std::vector<Point> points_;            // by layer and phi bin
  std::vector<std::uint32_t> position_;  // of every hit in points_
};

// Inserts the partners into a path where their distance from the origin puts them.
void insert_by_distance(const Hits& hits, const std::vector<std::uint32_t>& partners,
                        std::vector<std::uint32_t>& path);

// The parameters of a stage whose Config derives from OverlapWindows.
template <class Config>
void describe_windows(StageDescription<Config>& stage) {
  const auto of = [](float OverlapWindows::*member) {
    return static_cast<float Config::*>(member);
  };
  stage.param("attach_distance", of(&OverlapWindows::attach_distance))
      .unit("mm")
      .at_least(0)
      .doc("largest distance along the track between the two hits of an overlap");
  stage.param("attach_pitches", of(&OverlapWindows::attach_pitches))
      .unit("pitch")
      .at_least(0)
      .doc("largest residual on the module, in its pitches");
  stage.param("attach_angle", of(&OverlapWindows::attach_angle))
      .unit("rad")
      .at_least(0)
      .doc("added to the residual allowed, times the distance along the track");
}

}  // namespace trackloom::track_building
