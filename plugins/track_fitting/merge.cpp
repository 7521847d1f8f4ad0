#include "track_fitting/merge.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "track_fitting/follow.hpp"
#include "track_fitting/seed.hpp"
#include "track_fitting/track_list.hpp"

namespace trackloom::track_fitting {
namespace {

using Row = std::vector<std::uint32_t>;
constexpr std::uint32_t nobody = 0xFFFFFFFF;

struct Proposal {
  double cost = 0;
  std::uint32_t a = 0, b = 0;  // tracks
  Row joined;
};

class Merger {
 public:
  Merger(const Hits& hits, const Geometry& geometry, const TrackCandidates& all,
         const Merge::Config& config)
      : hits_(hits),
        all_(all),
        config_(config),
        owner_(hits.size(), nobody),
        taken_(hits.size(), 0),
        fitter_(hits, geometry),
        fits_(all.size()) {
    for (std::uint32_t t = 0; t < all.size(); ++t) {
      for (const std::uint32_t h : all[t]) owner_[h] = t, taken_[h] = 1;
    }
    grid_.emplace(hits, geometry, taken_);
    follower_.emplace(hits, geometry, *grid_, config);
  }

  void fit(std::size_t t) {
    if (all_[t].size() < 3) return;
    fits_[t] = fitter_.outward(all_[t]);
  }

  // After all fits: the best partner of track t, if any.
  std::optional<Proposal> propose(std::uint32_t t) const {
    if (!fits_[t] || bad(*fits_[t])) return std::nullopt;
    Follower::Path path;
    for (const std::uint32_t h : all_[t]) path.modules.push_back(hits_.module[h]);
    const auto modules = path.modules;
    path.helix = fits_[t]->helix;
    path.last = all_[t].back();
    follower_->follow(path, Way::outward, taken_);
    std::optional<Proposal> best;
    consider(t, path.found, best);
    if (const auto inward = fitter_.inward(*fits_[t], all_[t])) {
      path.helix = inward->helix;
      path.last = all_[t].front();
      path.modules = modules;
      follower_->follow(path, Way::inward, taken_);
      consider(t, path.found, best);
    }
    return best;
  }

 private:
  bool bad(const FittedTrack& fit) const {
    return fit.chi2 > config_.max_chi2_per_degree * fit.degrees();
  }

  void consider(std::uint32_t t, const Row& found, std::optional<Proposal>& best) const {
    Row owners;
    for (const std::uint32_t h : found) owners.push_back(owner_[h]);
    std::sort(owners.begin(), owners.end());
    for (std::size_t i = 0; i < owners.size();) {
      const std::uint32_t other = owners[i];
      std::size_t count = 0;
      for (; i < owners.size() && owners[i] == other; ++i) ++count;
      if (count < 2 || static_cast<double>(count) <
                           config_.min_share * static_cast<double>(all_[other].size())) {
        continue;
      }
      const double apart = fits_[other] ? fits_[other]->chi2 : 0;
      Row joined = join(t, other);
      const auto fit = fitter_.outward(joined);
      if (!fit || bad(*fit)) continue;
      const double cost = fit->chi2 - fits_[t]->chi2 - apart;
      if (cost > config_.max_cost || (best && cost >= best->cost)) continue;
      best = Proposal{cost, std::min(t, other), std::max(t, other), std::move(joined)};
    }
  }

  // All hits of both, by distance from the origin.
  Row join(std::uint32_t a, std::uint32_t b) const {
    Row row(all_[a].begin(), all_[a].end());
    row.insert(row.end(), all_[b].begin(), all_[b].end());
    const auto distance = [&](std::uint32_t h) {
      return hits_.r[h] * hits_.r[h] + hits_.z[h] * hits_.z[h];
    };
    std::sort(row.begin(), row.end(), [&](std::uint32_t g, std::uint32_t h) {
      return std::pair(distance(g), g) < std::pair(distance(h), h);
    });
    return row;
  }

  const Hits& hits_;
  const TrackCandidates& all_;
  const Merge::Config& config_;
  Row owner_;  // of every hit
  std::vector<char> taken_;
  TrackFitter fitter_;
  std::optional<FreeHits> grid_;
  std::optional<Follower> follower_;
  std::vector<std::optional<FittedTrack>> fits_;
};

}  // namespace

void Merge::describe(StageDescription<Config>& stage) {
  stage.doc("Joins tracks that are pieces of one particle, where one helix describes both.");
  stage.inputs({"hits", "detector", "all"}).outputs({"tracks"});
  stage.param("min_share", &Config::min_share)
      .range(0, 1)
      .doc("part of a piece's hits that the other piece, carried on, must pick up");
  stage.param("max_cost", &Config::max_cost)
      .doc("largest chi2 of the common fit over the sum of both fits");
  stage.param("max_chi2_per_degree", &Config::max_chi2_per_degree)
      .at_least(0)
      .doc("tracks and common fits worse than this are not joined");
  describe_search(stage);
  describe_model(stage);
}

void Merge::operator()(const Hits& hits, const DetectorRef& detector, const TrackCandidates& all,
                       TrackCandidates& tracks) const {
  const Geometry geometry(*detector, config_);
  Merger merger(hits, geometry, all, config_);
  const std::size_t count = all.size();
  tbb::parallel_for(std::size_t{0}, count, [&](std::size_t t) { merger.fit(t); });
  std::vector<std::optional<Proposal>> proposed(count);
  tbb::parallel_for(std::size_t{0}, count, [&](std::size_t t) {
    proposed[t] = merger.propose(static_cast<std::uint32_t>(t));
  });

  std::vector<Proposal*> proposals;
  for (auto& p : proposed) {
    if (p) proposals.push_back(&*p);
  }
  std::stable_sort(proposals.begin(), proposals.end(), [](const Proposal* p, const Proposal* q) {
    return std::tie(p->cost, p->a, p->b) < std::tie(q->cost, q->a, q->b);
  });
  TrackList rows(count);
  for (std::size_t t = 0; t < count; ++t) rows[t].assign(all[t].begin(), all[t].end());
  std::vector<char> used(count, 0);
  for (Proposal* p : proposals) {
    if (used[p->a] || used[p->b]) continue;
    used[p->a] = used[p->b] = 1;
    rows[p->a] = std::move(p->joined);
    rows[p->b].clear();
  }
  write(rows, tracks);
}

}  // namespace trackloom::track_fitting
