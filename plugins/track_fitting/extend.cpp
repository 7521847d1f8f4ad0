// The search of one track depends on others only by the hits that they have taken, and a track
// takes the best of those that are free. So all tracks search at the same time as if each were the
// first; then, in order, a track whose hits are all still free keeps them, which is what it would
// have found had it waited, and another searches again.
#include "track_fitting/extend.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <numeric>
#include <optional>

#include "track_fitting/track_fit.hpp"
#include "track_fitting/track_list.hpp"

namespace trackloom::track_fitting {
namespace {

struct Extension {
  std::vector<std::uint32_t> before, after;  // both away from the track
};

class Extender {
 public:
  Extender(const Hits& hits, const Geometry& geometry, const FreeHits& grid,
           const SearchLimits& limits)
      : hits_(hits), search_(hits, geometry, grid, limits), fitter_(hits, geometry) {}

  void extend(std::span<const std::uint32_t> track, const FittedTrack& outward,
              std::span<const char> free, Extension& extension) const {
    extension.before.clear();
    extension.after.clear();
    std::vector<std::uint32_t> modules;
    for (const std::uint32_t h : track) modules.push_back(hits_.module[h]);
    FittedTrack fit = outward;
    search_.follow(fit.helix, track.back(), Way::outward, free, modules, extension.after);
    // Where nothing was found the search has carried the helix off.
    if (extension.after.empty()) fit.helix = outward.helix;
    std::vector<std::uint32_t> all(track.begin(), track.end());
    all.insert(all.end(), extension.after.begin(), extension.after.end());
    auto inward = fitter_.inward(fit, all);
    if (!inward) return;
    search_.follow(inward->helix, track.front(), Way::inward, free, modules, extension.before);
  }

 private:
  const Hits& hits_;
  HitSearch search_;
  TrackFitter fitter_;
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
  const TrackFitter fitter(hits, geometry);
  const Extender extender(hits, geometry, grid, config_);

  const std::size_t count = all.size();
  std::vector<std::optional<FittedTrack>> fits(count);
  std::vector<Extension> extensions(count);
  tbb::parallel_for(std::size_t{0}, count, [&](std::size_t t) {
    if (all[t].size() < static_cast<std::size_t>(config_.min_hits)) return;
    fits[t] = fitter.outward(all[t]);
    if (fits[t] && fits[t]->chi2 > config_.max_chi2_per_degree * fits[t]->degrees()) {
      fits[t].reset();
    }
    if (fits[t]) extender.extend(all[t], *fits[t], free, extensions[t]);
  });

  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (all[a].size() != all[b].size()) return all[a].size() > all[b].size();
    const auto quality = [&](std::uint32_t t) {
      return fits[t] ? fits[t]->chi2 / fits[t]->degrees() : 1e30;
    };
    return quality(a) < quality(b);
  });
  for (const std::uint32_t t : order) {
    if (!fits[t]) continue;
    Extension& e = extensions[t];
    const auto is_free = [&](std::uint32_t h) { return free[h] != 0; };
    if (!std::all_of(e.before.begin(), e.before.end(), is_free) ||
        !std::all_of(e.after.begin(), e.after.end(), is_free)) {
      extender.extend(all[t], *fits[t], free, e);
    }
    for (const std::uint32_t h : e.before) free[h] = 0;
    for (const std::uint32_t h : e.after) free[h] = 0;
  }

  TrackList rows(count);
  for (std::size_t t = 0; t < count; ++t) {
    rows[t].assign(extensions[t].before.rbegin(), extensions[t].before.rend());
    rows[t].insert(rows[t].end(), all[t].begin(), all[t].end());
    rows[t].insert(rows[t].end(), extensions[t].after.begin(), extensions[t].after.end());
  }
  write(rows, tracks);
}

}  // namespace trackloom::track_fitting
