// The search of one track depends on others only by the hits that they have taken, and a track
// takes the best of those that are free. So all tracks search at the same time as if each were the
// first; then, in order, a track whose hits are all still free keeps them, and another searches
// again.
#include "track_fitting/extend.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <optional>

#include "track_fitting/follow.hpp"
#include "track_fitting/ranking.hpp"
#include "track_fitting/seed.hpp"
#include "track_fitting/track_list.hpp"

namespace trackloom::track_fitting {
namespace {

using Row = std::vector<std::uint32_t>;

class Extender {
 public:
  Extender(const Hits& hits, const Geometry& geometry, const FreeHits& grid,
           const Extend::Config& config)
      : hits_(hits),
        geometry_(geometry),
        config_(config),
        follower_(hits, geometry, grid, config) {}

  // `row` becomes the track with what was found; the result is its fit up to the last hit of the
  // track. None, and the track as it is, if that is bad. Searches run where the filter knows the
  // track from more than half of its hits.
  std::optional<FittedTrack> extend(std::span<const std::uint32_t> track,
                                    std::span<const char> free, Row& row) const {
    row.assign(track.begin(), track.end());
    Follower::Path path;
    path.modules.reserve(track.size() + 16);
    for (const std::uint32_t h : track) path.modules.push_back(hits_.module[h]);
    const auto start = seed(track, hits_, geometry_.model());
    if (!start) return std::nullopt;
    path.helix = *start;
    if (!follower_.retrace(path, track, track.size() / 2 + 1, Way::outward, free)) {
      return std::nullopt;
    }
    const FittedTrack fit{path.helix, path.chi2, path.hits};
    if (fit.chi2 > config_.max_chi2_per_degree * fit.degrees()) return std::nullopt;
    row = path.found;
    follower_.follow(path, Way::outward, free);
    row.insert(row.end(), path.found.begin(), path.found.end());

    const Row back(row.rbegin(), row.rend());
    loosen(path.helix);
    if (!follower_.retrace(path, back, back.size() / 2 + 1, Way::inward, free)) return fit;
    row.assign(path.found.rbegin(), path.found.rend());
    follower_.follow(path, Way::inward, free);
    row.insert(row.begin(), path.found.rbegin(), path.found.rend());
    return fit;
  }

 private:
  const Hits& hits_;
  const Geometry& geometry_;
  const Extend::Config& config_;
  Follower follower_;
};

}  // namespace

void Extend::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Attaches free hits to tracks: the fitted helix is carried through the layers beyond both "
      "ends.");
  stage.inputs({"hits", "detector", "all"}).outputs({"tracks"});
  stage.param("min_hits", &Config::min_hits)
      .at_least(3)
      .doc("tracks with fewer hits are passed on as they are");
  stage.param("max_chi2_per_degree", &Config::max_chi2_per_degree)
      .at_least(0)
      .doc("tracks with a worse fit are passed on as they are");
  describe_search(stage);
  describe_model(stage);
}

void Extend::operator()(const Hits& hits, const DetectorRef& detector, const TrackCandidates& all,
                        TrackCandidates& tracks) const {
  const Geometry geometry(*detector, config_);
  std::vector<char> free(hits.size(), 1);
  for (const std::uint32_t h : all.hit) free[h] = 0;
  const FreeHits grid(hits, geometry, free);
  const Extender extender(hits, geometry, grid, config_);

  const std::size_t count = all.size();
  std::vector<std::optional<FittedTrack>> fits(count);
  TrackList rows(count);
  tbb::parallel_for(std::size_t{0}, count, [&](std::size_t t) {
    rows[t].assign(all[t].begin(), all[t].end());
    if (all[t].size() < static_cast<std::size_t>(config_.min_hits)) return;
    fits[t] = extender.extend(all[t], free, rows[t]);
  });

  std::vector<char> own(hits.size(), 0);
  for (const std::uint32_t t : best_first(all, fits)) {
    if (!fits[t]) continue;
    for (const std::uint32_t h : all[t]) own[h] = 1;
    const auto available = [&](std::uint32_t h) { return own[h] || free[h]; };
    if (!std::all_of(rows[t].begin(), rows[t].end(), available)) {
      extender.extend(all[t], free, rows[t]);
    }
    for (const std::uint32_t h : all[t]) own[h] = 0;
    for (const std::uint32_t h : rows[t]) free[h] = 0;
  }
  write(rows, tracks);
}

}  // namespace trackloom::track_fitting
