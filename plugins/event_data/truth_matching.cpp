#include "event_data/truth_matching.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>

namespace trackloom {

ParticleSizes::ParticleSizes(const Truth& truth, std::size_t particles) : by_row_(particles, 0) {
  for (std::size_t h = 0; h < truth.size(); ++h) {
    if (truth.particle[h] != no_particle) {
      ++by_row_[truth.particle[h]];
    } else {
      ++unlisted_[truth.particle_id[h]];
    }
  }
}

std::uint32_t ParticleSizes::of_hit(const Truth& truth, std::uint32_t hit) const {
  return truth.particle[hit] != no_particle ? by_row_[truth.particle[hit]]
                                            : unlisted_.at(truth.particle_id[hit]);
}

std::vector<TrackMatch> match_tracks(const Truth& truth, const ParticleSizes& sizes,
                                     const TrackCandidates& tracks) {
  std::vector<TrackMatch> matches(tracks.size());
  std::vector<std::uint32_t> sorted;
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    sorted.assign(tracks[t].begin(), tracks[t].end());
    for (const std::uint32_t h : sorted) {
      if (h >= truth.size()) {
        throw std::runtime_error("track " + std::to_string(t) + " has hit " + std::to_string(h) +
                                 " but truth has " + std::to_string(truth.size()) + " hits");
      }
    }
    std::sort(sorted.begin(), sorted.end(), [&](std::uint32_t a, std::uint32_t b) {
      return truth.particle_id[a] != truth.particle_id[b]
                 ? truth.particle_id[a] < truth.particle_id[b]
                 : a < b;
    });
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end()) {
      throw std::runtime_error("track " + std::to_string(t) + " has hit " + std::to_string(*twice) +
                               " twice");
    }
    TrackMatch& match = matches[t];
    match.track_hits = static_cast<std::uint32_t>(sorted.size());
    for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
      const std::uint64_t id = truth.particle_id[sorted[begin]];
      while (end < sorted.size() && truth.particle_id[sorted[end]] == id) ++end;
      if (end - begin <= match.shared_hits) continue;  // ascending ids: the smallest keeps a tie
      match.shared_hits = static_cast<std::uint32_t>(end - begin);
      match.particle_id = id;
      match.row = truth.particle[sorted[begin]];
      match.particle_hits = sizes.of_hit(truth, sorted[begin]);
    }
  }
  return matches;
}

double trackml_score(const Truth& truth, const TrackCandidates& tracks,
                     const std::vector<TrackMatch>& matches) {
  double found = 0;
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    if (!matches[t].double_majority()) continue;
    for (const std::uint32_t h : tracks[t]) {
      if (truth.particle_id[h] == matches[t].particle_id) found += truth.weight[h];
    }
  }
  const double total = std::accumulate(truth.weight.begin(), truth.weight.end(), 0.0);
  return total > 0 ? found / total : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace trackloom
