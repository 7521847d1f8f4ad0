#include "track_fitting/resolve_shared.hpp"

#include <tbb/parallel_for.h>

#include "track_fitting/ranking.hpp"
#include "track_fitting/track_list.hpp"

namespace trackloom::track_fitting {

void ResolveShared::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Gives every hit to one track where tracks share hits: the longer first, of equal length the "
      "better fit.");
  stage.inputs({"hits", "detector", "all"}).outputs({"tracks"});
  stage.param("min_hits", &Config::min_hits)
      .at_least(1)
      .doc("a track that keeps fewer hits is dropped");
  stage.param("min_share", &Config::min_share)
      .range(0, 1)
      .doc("a track that keeps a smaller part of its hits is dropped");
  describe_model(stage);
}

void ResolveShared::operator()(const Hits& hits, const DetectorRef& detector,
                               const TrackCandidates& all, TrackCandidates& tracks) const {
  const Geometry geometry(*detector, config_);
  const TrackFitter fitter(hits, geometry);
  std::vector<std::optional<FittedTrack>> fits(all.size());
  tbb::parallel_for(std::size_t{0}, all.size(), [&](std::size_t t) {
    if (all[t].size() >= 3) fits[t] = fitter.outward(all[t]);
  });
  std::vector<char> taken(hits.size(), 0);
  TrackList rows(all.size());
  for (const std::uint32_t t : best_first(all, fits)) {
    auto& row = rows[t];
    for (const std::uint32_t h : all[t]) {
      if (!taken[h]) row.push_back(h);
    }
    const auto kept = static_cast<double>(row.size());
    if (row.size() < static_cast<std::size_t>(config_.min_hits) ||
        kept < config_.min_share * static_cast<double>(all[t].size())) {
      row.clear();
    }
    for (const std::uint32_t h : row) taken[h] = 1;
  }
  write(rows, tracks);
}

}  // namespace trackloom::track_fitting
