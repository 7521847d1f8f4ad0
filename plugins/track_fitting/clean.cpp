#include "track_fitting/clean.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "track_fitting/track_fit.hpp"
#include "track_fitting/track_list.hpp"

namespace trackloom::track_fitting {
namespace {

using Row = std::vector<std::uint32_t>;

class Cleaner {
 public:
  Cleaner(const TrackFitter& fitter, const Clean::Config& config)
      : fitter_(fitter), config_(config) {}

  // Leaves `row` empty if nothing of the track is worth keeping. What is cut off one of its ends is
  // appended to `pieces`.
  void clean(Row& row, TrackList& pieces) const {
    if (row.size() < 3) return;
    for (;;) {
      std::vector<double> chi2s(row.size(), std::numeric_limits<double>::infinity());
      const auto fit = fitter_.outward(row, chi2s);
      const double chi2 = fit ? fit->chi2 : hopeless_;
      const double per_degree = fit ? chi2 / fit->degrees() : hopeless_;
      const double worst = *std::max_element(chi2s.begin(), chi2s.end());
      if (fit && per_degree <= config_.good_chi2_per_degree && worst <= config_.hit_worth) return;
      if (row.size() <= min_hits() || !remove(row, chi2, chi2s, pieces)) {
        if (per_degree > config_.max_chi2_per_degree) row.clear();
        return;
      }
    }
  }

 private:
  static constexpr double hopeless_ = 1e9;

  std::size_t min_hits() const { return static_cast<std::size_t>(config_.min_hits); }

  // Takes the best set of hits out; false if none is worth it.
  bool remove(Row& row, double chi2, const std::vector<double>& outward, TrackList& pieces) const {
    const std::size_t n = row.size(), least = min_hits();
    double best_gain = 0;
    std::size_t begin = 0, end = n, without = n;
    const auto consider = [&](double rest, std::size_t removed, std::size_t from, std::size_t to,
                              std::size_t hit) {
      const double gain = chi2 - rest - config_.hit_worth * static_cast<double>(removed);
      if (gain <= best_gain) return;
      best_gain = gain;
      begin = from, end = to, without = hit;
    };
    const auto split = [&](double rest, std::size_t k) {
      const double gain = chi2 - rest - config_.split_worth;
      if (gain <= best_gain) return;
      best_gain = gain;
      begin = 0, end = n, without = n;
      if (k >= n - k) {
        end = k;
      } else {
        begin = k;
      }
    };
    // What a filter has gathered up to a hit is the chi2 of the part up to it.
    std::vector<double> inward(n, std::numeric_limits<double>::infinity());
    fitter_.backward(row, inward);
    std::vector<double> head(n + 1, 0), tail(n + 1, 0);
    std::partial_sum(outward.begin(), outward.end(), head.begin() + 1);
    std::partial_sum(inward.begin(), inward.end(), tail.begin() + 1);
    for (std::size_t k = least; k < n; ++k) {
      consider(head[k], n - k, 0, k, n);
      consider(tail[k], n - k, n - k, n, n);
    }
    for (std::size_t k = 3; k + 3 <= n; ++k) {
      if (std::max(k, n - k) >= least) split(head[k] + tail[n - k], k);
    }
    Row rest;
    for (std::size_t k = 0; k < n; ++k) {
      rest = row;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(k));
      if (const auto f = fitter_.outward(rest)) consider(f->chi2, 1, 0, n, k);
    }
    if (best_gain <= 0) return false;
    const auto cut = [&](std::size_t from, std::size_t to) {
      if (to - from < 3) return;
      pieces.emplace_back(row.begin() + static_cast<std::ptrdiff_t>(from),
                          row.begin() + static_cast<std::ptrdiff_t>(to));
    };
    cut(0, begin);
    cut(end, n);
    rest.clear();
    for (std::size_t k = begin; k < end; ++k) {
      if (k != without) rest.push_back(row[k]);
    }
    row.swap(rest);
    return true;
  }

  const TrackFitter& fitter_;
  const Clean::Config& config_;
};

}  // namespace

void Clean::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Takes hits that do not fit out of tracks and drops tracks that no helix describes, judged "
      "by a fit.");
  stage.inputs({"hits", "detector", "all"}).outputs({"tracks"});
  stage.param("hit_worth", &Config::hit_worth)
      .at_least(0)
      .doc("a hit is taken out if chi2 falls by more than this");
  stage.param("split_worth", &Config::split_worth)
      .at_least(0)
      .doc("a track is split in two of three hits or more if chi2 falls by more than this");
  stage.param("good_chi2_per_degree", &Config::good_chi2_per_degree)
      .at_least(0)
      .doc("tracks up to this, whose hits all fit, are left as they are");
  stage.param("max_chi2_per_degree", &Config::max_chi2_per_degree)
      .at_least(0)
      .doc("tracks above this in the end are dropped");
  stage.param("min_hits", &Config::min_hits)
      .at_least(3)
      .doc("no hits are taken from tracks that would become shorter");
  describe_model(stage);
}

void Clean::operator()(const Hits& hits, const DetectorRef& detector, const TrackCandidates& all,
                       TrackCandidates& tracks) const {
  const Geometry geometry(*detector, config_);
  const TrackFitter fitter(hits, geometry);
  const Cleaner cleaner(fitter, config_);
  std::vector<TrackList> parts(all.size());
  tbb::parallel_for(std::size_t{0}, all.size(), [&](std::size_t t) {
    parts[t].emplace_back(all[t].begin(), all[t].end());
    for (std::size_t i = 0; i < parts[t].size(); ++i) {
      Row row = std::move(parts[t][i]);
      cleaner.clean(row, parts[t]);
      parts[t][i] = std::move(row);
    }
  });
  TrackList rows;
  for (TrackList& part : parts) std::move(part.begin(), part.end(), std::back_inserter(rows));
  write(rows, tracks);
}

}  // namespace trackloom::track_fitting
