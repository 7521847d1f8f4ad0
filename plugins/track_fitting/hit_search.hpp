// Follows a fitted track through the layers and picks up the hits that fit.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "track_fitting/free_hits.hpp"
#include "track_fitting/track_fit.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::track_fitting {

struct SearchLimits {
  double max_chi2 = 15;     // of a hit, two degrees of freedom
  int max_holes = 2;        // layers in a row without a hit
  double max_window = 60;   // mm; hits are not looked for further from where the track crosses
  double max_overlap = 30;  // mm between two hits of one layer, along the track
};

class HitSearch {
 public:
  // All are kept by reference.
  HitSearch(const Hits& hits, const Geometry& geometry, const FreeHits& grid,
            const SearchLimits& limits)
      : hits_(hits), geometry_(geometry), grid_(grid), limits_(limits), fitter_(hits, geometry) {}

  // From `helix`, on the module of `from`, layer by layer; appends to `found` the hits with
  // free[hit] != 0 that fit, in the order of the way, and takes them into the helix. A module gives
  // one hit: those in `modules` give none, and those of the hits found are added to it.
  void follow(Helix& helix, std::uint32_t from, Way way, std::span<const char> free,
              std::vector<std::uint32_t>& modules, std::vector<std::uint32_t>& found) const;

 private:
  static constexpr std::uint32_t no_hit = 0xFFFFFFFF;
  struct Candidate {
    std::uint32_t hit = no_hit;
    double chi2 = 0;
  };
  // The best hit of `layer` near the helix, which is at its surface, at most `max_path` along it.
  Candidate best(const Helix& helix, std::uint32_t layer, double max_path,
                 std::span<const std::uint32_t> modules, std::span<const char> free) const;

  const Hits& hits_;
  const Geometry& geometry_;
  const FreeHits& grid_;
  const SearchLimits& limits_;
  TrackFitter fitter_;
};

// The parameters of a stage whose Config derives from SearchLimits.
template <class Config>
void describe_search(StageDescription<Config>& stage) {
  const auto of = [](auto SearchLimits::*member) {
    return static_cast<
        std::remove_reference_t<decltype(std::declval<SearchLimits&>().*member)> Config::*>(member);
  };
  stage.param("max_chi2", of(&SearchLimits::max_chi2))
      .at_least(0)
      .doc("largest chi2 of a hit that is attached, two degrees of freedom");
  stage.param("max_holes", of(&SearchLimits::max_holes))
      .at_least(0)
      .doc("layers in a row that a track may cross without a hit before the search ends");
  stage.param("max_window", of(&SearchLimits::max_window))
      .unit("mm")
      .at_least(0)
      .doc("hits are not looked for further from where the track crosses a layer");
  stage.param("max_overlap", of(&SearchLimits::max_overlap))
      .unit("mm")
      .at_least(0)
      .doc("largest path between two hits of one layer, where modules overlap");
}

}  // namespace trackloom::track_fitting
