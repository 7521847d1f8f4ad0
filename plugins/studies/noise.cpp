#include "studies/noise.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "studies/dice.hpp"
#include "studies/noise_hits.hpp"

namespace trackloom::studies {
namespace {

// The rows without all but `keep` of the noise hits: those with the smallest numbers stay.
std::vector<std::uint32_t> rows_with_noise(const Hits& hits, const Truth& truth, const Dice& dice,
                                           std::size_t keep) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> noise;
  for (std::uint32_t h = 0; h < hits.size(); ++h) {
    if (truth.particle_id[h] == 0) noise.emplace_back(dice.number(hits.id[h]), h);
  }
  std::sort(noise.begin(), noise.end());
  std::vector<char> stays(hits.size(), 1);
  for (std::size_t i = keep; i < noise.size(); ++i) stays[noise[i].second] = 0;
  std::vector<std::uint32_t> rows;
  for (std::uint32_t h = 0; h < hits.size(); ++h) {
    if (stays[h]) rows.push_back(h);
  }
  return rows;
}

}  // namespace

void Noise::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Makes noise a given share of the hits, by taking noise hits out or adding some. With "
      "`replaces: source` the rest of the pipeline works on the result.");
  stage.param("share", &Config::share).range(0, 0.95).doc("of noise among the hits, afterwards");
  stage.param("seed", &Config::seed).at_least(0).doc("another seed takes out and adds other hits");
}

void Noise::operator()(const EventInfo& event, const DetectorRef& detector, const Hits& all_hits,
                       const Cells& all_cells, const Truth& all_truth, Hits& hits, Cells& cells,
                       Truth& truth) {
  require_truth(all_truth, all_hits.size(), "studies.noise");
  const auto noise = static_cast<std::size_t>(
      std::count(all_truth.particle_id.begin(), all_truth.particle_id.end(), 0U));
  const auto signal = static_cast<double>(all_hits.size() - noise);
  const auto wanted =
      static_cast<std::size_t>(std::llround(signal * config_.share / (1 - config_.share)));
  const Dice dice(config_.seed, stage_name_, event.id);
  const auto rows = rows_with_noise(all_hits, all_truth, dice, std::min(noise, wanted));
  copy_rows(rows, all_hits, all_cells, all_truth, hits, cells, truth);
  if (wanted > noise) {
    const Dice places(config_.seed, stage_name_ + " places", event.id);
    append_noise(*detector, places, wanted - noise, hits, cells, truth);
  }
  count_.add(all_hits.size(), hits.size());
  hits_before_ += all_hits.size();
  hits_after_ += hits.size();
  noise_before_ += noise;
  noise_after_ += wanted;
}

void Noise::finish(Summary& summary) const {
  count_.report(summary);
  const auto share = [&](const char* name, std::uint64_t part, std::uint64_t all) {
    if (all > 0) summary.figure(name, static_cast<double>(part) / static_cast<double>(all));
  };
  share("noise_before", noise_before_, hits_before_);
  share("noise_after", noise_after_, hits_after_);
}

}  // namespace trackloom::studies
