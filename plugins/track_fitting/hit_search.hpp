// The free hits of one layer that fit a track.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "track_fitting/free_hits.hpp"
#include "track_fitting/kalman.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::track_fitting {

struct SearchLimits {
  double max_chi2 = 30;     // of a hit, two degrees of freedom
  double max_chance = 0.3;  // free hits that would fit as well by chance
  double max_window = 120;  // mm; hits are not looked for further from where the track crosses
  double max_overlap = 30;  // mm between two hits of one layer, along the track
  int max_holes = 1;        // layers in a row without a hit
};

class HitSearch {
 public:
  // All are kept by reference.
  HitSearch(const Hits& hits, const Geometry& geometry, const FreeHits& grid,
            const SearchLimits& limits)
      : hits_(hits), geometry_(geometry), grid_(grid), limits_(limits) {}

  // The best hit of `layer` with free[hit] != 0 for the helix, which is at the layer and is carried
  // to the hits' modules, at most `max_path` mm; none on the modules in `taken`. Ties: smaller row.
  std::optional<std::uint32_t> find(const Helix& helix, std::uint32_t layer, double max_path,
                                    std::span<const std::uint32_t> taken,
                                    std::span<const char> free) const;

 private:
  const Hits& hits_;
  const Geometry& geometry_;
  const FreeHits& grid_;
  const SearchLimits& limits_;
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
  stage.param("max_window", of(&SearchLimits::max_window))
      .unit("mm")
      .at_least(0)
      .doc("hits are not looked for further from where the track crosses a layer");
  stage.param("max_overlap", of(&SearchLimits::max_overlap))
      .unit("mm")
      .at_least(0)
      .doc("largest path between two hits of one layer, where modules overlap");
  stage.param("max_holes", of(&SearchLimits::max_holes))
      .at_least(0)
      .doc("layers in a row that a track may cross without a hit before the search ends");
  stage.param("max_chance", of(&SearchLimits::max_chance))
      .at_least(0)
      .doc("a hit is left where more than this number of free hits would fit as well by chance");
}

}  // namespace trackloom::track_fitting
