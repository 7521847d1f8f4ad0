// The second hits of tracks where modules of one layer overlap.
#pragma once

#include "event_data/detector.hpp"
#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "track_building/track_writer.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::track_building {

struct OverlapWindows {
  float attach_distance = 20;  // mm
  float attach_u = 0.5F;       // mm
  float attach_v = 0.5F;       // pitches
};

// Adds to every track free hits that lie on the layer of one of its hits, on another module, and
// where the track crosses that module: it is carried there from the hit it has, along the tangent
// of the circle through this hit and its neighbours on the track. Hits within the three windows are
// attached, closest first (in units of the windows; ties: smaller hit row), one per module and
// track hit; a hit goes to one track. Tracks need three hits.
TrackWriter attach_overlap_hits(const Hits& hits, const Detector& detector,
                                const OverlapWindows& windows, const TrackCandidates& tracks);

// The parameters of a stage whose Config derives from OverlapWindows.
template <class Config>
void describe_windows(StageDescription<Config>& stage) {
  stage.param("attach_distance", static_cast<float Config::*>(&OverlapWindows::attach_distance))
      .unit("mm")
      .at_least(0)
      .doc("largest distance between the two hits of an overlap");
  stage.param("attach_u", static_cast<float Config::*>(&OverlapWindows::attach_u))
      .unit("mm")
      .at_least(0)
      .doc("largest residual along the module's u axis, the precise one");
  stage.param("attach_v", static_cast<float Config::*>(&OverlapWindows::attach_v))
      .unit("pitch_v")
      .at_least(0)
      .doc("largest residual along the module's v axis, in pitches of that axis plus attach_u");
}

}  // namespace trackloom::track_building
