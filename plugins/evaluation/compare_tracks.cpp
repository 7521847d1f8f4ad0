#include "evaluation/compare_tracks.hpp"

#include <cmath>

#include "evaluation/track_pairs.hpp"

namespace trackloom::evaluation {

void CompareTracks::describe(StageDescription<Config>& stage) {
  stage
      .doc(
          "Compares tracks with those of another program or run, by double majority: the share of "
          "its tracks that are found, and of ours that it confirms. Needs no truth.")
      .inputs({"hits", "tracks", "reference"});
  stage.param("min_hits", &Config::min_hits).at_least(1).doc("tracks with as many hits count");
  stage.param("confidence", &Config::confidence)
      .range(0.01, 0.9999)
      .doc("confidence level of the intervals");
}

void CompareTracks::operator()(const Hits& hits, const TrackCandidates& tracks,
                               const TrackCandidates& reference) {
  ++events_;
  if (reference.size() == 0) {
    ++without_reference_;
    return;
  }
  const TrackPairs pairs = match_pairs(tracks, reference, hits.size());
  const auto long_enough = [&](std::size_t size) {
    return size >= static_cast<std::size_t>(config_.min_hits);
  };
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    if (long_enough(tracks[t].size())) confirmed_.count(pairs.first[t] != 0);
  }
  for (std::size_t t = 0; t < reference.size(); ++t) {
    const std::size_t size = reference[t].size();
    if (long_enough(size)) found_.count(pairs.second[t] != 0);
    found_by_hits_.count(static_cast<double>(size), pairs.second[t] != 0);
  }
}

void CompareTracks::finish(Summary& summary) {
  summary.figure("events_without_reference", static_cast<double>(without_reference_));
  if (found_.total > 0) summary.figure("reference_found", found_.value());
  if (confirmed_.total > 0) summary.figure("tracks_confirmed", confirmed_.value());
  summary.figure("reference_tracks", static_cast<double>(found_.total));
  Table table{table_name(stage_name_, "compare_tracks", "agreement"),
              table_title(stage_name_, "compare_tracks", "Tracks beside those of another program"),
              {"figure", "value", "low", "high", "passed", "total"},
              {},
              true};
  table.rows.push_back({"events", std::to_string(events_), "", "", "", ""});
  if (without_reference_ > 0) {
    table.rows.push_back({"tracks to compare with are missing in",
                          std::to_string(without_reference_) + " events", "", "", "", ""});
  }
  const std::string hits = " (>= " + std::to_string(config_.min_hits) + " hits)";
  table.rows.push_back(
      fraction_row("their tracks that are found" + hits, found_, config_.confidence));
  table.rows.push_back(
      fraction_row("our tracks that they confirm" + hits, confirmed_, config_.confidence));
  summary.table(std::move(table));
  summary.table(
      found_by_hits_.table(table_name(stage_name_, "compare_tracks", "agreement_hits"),
                           "Their tracks that are found, against the number of their hits", "found",
                           config_.confidence));
}

}  // namespace trackloom::evaluation
