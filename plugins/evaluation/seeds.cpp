#include "evaluation/seeds.hpp"

#include <cmath>
#include <stdexcept>

namespace trackloom::evaluation {
namespace {

constexpr std::array seed_pt{0.1, 0.5, 1.0};  // GeV, exclusive
const std::array<std::string, seed_pt.size()> pt_names{"pt0.1", "pt0.5", "pt1.0"};

}  // namespace

void SeedEvaluation::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Seeds against truth: purity (all three hits of one particle), and the share of particles "
      "that have a pure seed, by pT.");
  stage.param("max_abs_eta", &Config::max_abs_eta).at_least(0).doc("particles below this |eta|");
  stage.param("min_particle_hits", &Config::min_particle_hits)
      .at_least(1)
      .doc("particles with as many hits");
  stage.param("prompt_radius", &Config::prompt_radius)
      .unit("mm")
      .at_least(0)
      .doc("production radius below which a particle is prompt");
  stage.param("confidence", &Config::confidence)
      .range(0.01, 0.9999)
      .doc("confidence level of the intervals");
}

void SeedEvaluation::operator()(const Hits& hits, const Seeds& seeds, const Truth& truth,
                                const Particles& particles) {
  ++events_;
  seeds_ += seeds.size();
  if (!truth.present || !particles.present) return;
  if (truth.size() != hits.size()) throw std::runtime_error("hits and truth differ in size");
  ++events_with_truth_;
  hits_of_.assign(particles.size(), 0);
  seeds_of_.assign(particles.size(), 0);
  for (const std::uint32_t p : truth.particle) {
    if (p != no_particle) ++hits_of_[p];
  }
  for (const auto& seed : seeds.hits) {
    for (const std::uint32_t hit : seed) {
      if (hit < truth.size()) continue;
      throw std::runtime_error("a seed has hit row " + std::to_string(hit) + ", the event has " +
                               std::to_string(truth.size()) + " hits");
    }
    const std::uint64_t id = truth.particle_id[seed[0]];
    const bool pure =
        id != 0 && truth.particle_id[seed[1]] == id && truth.particle_id[seed[2]] == id;
    purity_.count(pure);
    const std::uint32_t p = truth.particle[seed[0]];
    if (pure && p != no_particle) ++seeds_of_[p];
  }
  for (std::size_t p = 0; p < particles.size(); ++p) {
    const double pt = std::hypot(static_cast<double>(particles.px[p]), particles.py[p]);
    if (hits_of_[p] < static_cast<std::uint32_t>(config_.min_particle_hits) || !(pt > 0) ||
        !(std::abs(std::asinh(particles.pz[p] / pt)) < config_.max_abs_eta)) {
      continue;
    }
    const bool found = seeds_of_[p] > 0;
    const bool is_prompt =
        std::hypot(static_cast<double>(particles.vx[p]), particles.vy[p]) < config_.prompt_radius;
    found_ += found;
    pure_seeds_of_found_ += seeds_of_[p];
    for (std::size_t i = 0; i < seed_pt.size(); ++i) {
      if (!(pt > seed_pt[i])) continue;
      all_[i].count(found);
      if (is_prompt) prompt_[i].count(found);
    }
  }
}

void SeedEvaluation::finish(Summary& summary) {
  Table table{table_name(stage_name_, "seeds", "seeds"),
              table_title(stage_name_, "seeds", "Seeds against truth"),
              {"figure", "value", "low", "high", "passed", "total"},
              {},
              true};
  const auto give = [&](const std::string& name, double value) {
    if (!std::isnan(value)) summary.figure(name, value);  // nothing counted: no figure
  };
  const auto row = [&](const std::string& figure, const std::string& text,
                       const Fraction& fraction) {
    give(figure, fraction.value());
    table.rows.push_back(fraction_row(text, fraction, config_.confidence));
  };
  const auto plain = [&](const std::string& name, const std::string& value) {
    table.rows.push_back({name, value, "", "", "", ""});
  };
  summary.figure("events_with_truth", static_cast<double>(events_with_truth_));
  give("seeds_per_event", Fraction{seeds_, events_}.value());
  if (events_ > 0) plain("seeds per event", std::to_string(seeds_ / events_));
  if (events_with_truth_ < events_) {
    plain("truth or particles are missing in",
          std::to_string(events_ - events_with_truth_) + " events");
  }
  if (events_with_truth_ > 0) {
    row("purity", "purity", purity_);
    const double per_particle = Fraction{pure_seeds_of_found_, found_}.value();
    give("seeds_per_particle", per_particle);
    plain("pure seeds per particle found", format_figure(per_particle));
    for (std::size_t i = seed_pt.size(); i-- > 0;) {
      row("efficiency_all_" + pt_names[i], "efficiency all " + pt_names[i], all_[i]);
      row("efficiency_prompt_" + pt_names[i], "efficiency prompt " + pt_names[i], prompt_[i]);
    }
  }
  summary.table(std::move(table));
}

}  // namespace trackloom::evaluation
