#include "evaluation/summary.hpp"

#include <cmath>
#include <stdexcept>

namespace trackloom::evaluation {
namespace {

const std::array<std::string, efficiency_pt.size()> pt_names{"pt0.1", "pt0.5", "pt1.0"};

}  // namespace

void PhysicsSummary::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Physics figures of the tracks against truth: TrackML score, efficiencies, fakes, "
      "duplicates, with Clopper-Pearson intervals, and tables of the efficiency.");
  const auto of = [](auto Selection::*member) {
    return static_cast<
        std::remove_reference_t<decltype(std::declval<Selection&>().*member)> Config::*>(member);
  };
  stage.param("min_track_hits", of(&Selection::min_track_hits))
      .at_least(1)
      .doc("tracks with fewer hits do not count for fake rate, duplicates and purity");
  stage.param("min_particle_hits", of(&Selection::min_particle_hits))
      .at_least(1)
      .doc("particles with fewer hits do not count for efficiencies");
  stage.param("max_abs_eta", of(&Selection::max_abs_eta))
      .at_least(0)
      .doc("particles count below this |eta|");
  stage.param("min_pt", of(&Selection::min_pt))
      .unit("GeV")
      .at_least(0)
      .doc("pT above which a particle is selected, for physics and technical efficiency, purity");
  stage.param("table_pt", of(&Selection::table_pt))
      .unit("GeV")
      .at_least(0)
      .doc("pT above which particles enter the tables against eta, hits and radius");
  stage.param("prompt_radius", of(&Selection::prompt_radius))
      .unit("mm")
      .at_least(0)
      .doc("production radius below which a particle is prompt");
  stage.param("field", of(&Selection::field))
      .unit("T")
      .range(0.01, 100)
      .doc("along z, from which a track's pT follows in the table of fakes");
  stage.param("confidence", &Config::confidence)
      .range(0.01, 0.9999)
      .doc("confidence level of the intervals");
}

void PhysicsSummary::operator()(const Hits& hits, const TrackCandidates& tracks, const Truth& truth,
                                const Particles& particles) {
  if (truth.present && truth.size() != hits.size()) {
    throw std::runtime_error("truth has " + std::to_string(truth.size()) +
                             " rows but the event has " + std::to_string(hits.size()) + " hits");
  }
  if (truth.present) counts_.add(hits, truth, particles, tracks);
  ++events_;
  hits_ += hits.size();
  tracks_ += tracks.size();
  hits_on_tracks_ += tracks.hit.size();
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    if (tracks[t].size() >= static_cast<std::size_t>(config_.min_track_hits)) ++long_tracks_;
  }
}

void PhysicsSummary::figures(Summary& summary) const {
  const auto give = [&](const std::string& name, double value) {
    if (!std::isnan(value)) summary.figure(name, value);  // nothing counted: no figure
  };
  summary.figure("events", static_cast<double>(events_));
  summary.figure("events_with_truth", static_cast<double>(counts_.events));
  if (events_ == 0) return;
  const auto n = static_cast<double>(events_);
  summary.figure("hits_per_event", static_cast<double>(hits_) / n);
  // A whole number, rounded down, of tracks with min_track_hits.
  summary.figure("tracks_per_event", static_cast<double>(long_tracks_ / events_));
  summary.figure("all_tracks_per_event", static_cast<double>(tracks_) / n);
  give("hits_on_tracks", Fraction{hits_on_tracks_, hits_}.value());
  if (counts_.events == 0) return;
  give("score", counts_.score());
  for (std::size_t i = 0; i < efficiency_pt.size(); ++i) {
    give("efficiency_all_" + pt_names[i], counts_.all[i].value());
    give("efficiency_prompt_" + pt_names[i], counts_.prompt[i].value());
    give("efficiency_single_" + pt_names[i], counts_.single[i].value());
  }
  give("efficiency_gnn4itk", counts_.gnn4itk.value());
  give("fake_rate", counts_.fake_rate());
  give("duplicate_rate", counts_.duplicate_rate());
  give("physics_efficiency", counts_.physics.value());
  give("technical_efficiency", counts_.technical.value());
  give("physics_efficiency_pt0.5", counts_.physics_05.value());
  give("technical_efficiency_pt0.5", counts_.technical_05.value());
  give("purity", counts_.purity.value());
}

Table PhysicsSummary::physics_table() const {
  Table table{table_name(stage_name_, "summary", "physics"),
              table_title(stage_name_, "summary", "Physics: tracks against truth"),
              {"figure", "value", "low", "high", "passed", "total"},
              {},
              true};
  const auto plain = [&](const std::string& name, const std::string& value) {
    table.rows.push_back({name, value, "", "", "", ""});
  };
  const auto row = [&](const std::string& name, const Fraction& f) {
    table.rows.push_back(fraction_row(name, f, config_.confidence));
  };
  plain("events", std::to_string(events_));
  if (events_ > 0) {
    plain("hits per event", std::to_string(hits_ / events_));
    plain("tracks per event (>= " + std::to_string(config_.min_track_hits) + " hits)",
          std::to_string(long_tracks_ / events_));
  }
  if (counts_.events < events_) {
    plain("truth is missing in", std::to_string(events_ - counts_.events) + " events");
  }
  if (counts_.events == 0) return table;
  if (counts_.events_with_particles < counts_.events) {
    plain("particles are missing in",
          std::to_string(counts_.events - counts_.events_with_particles) + " events");
  }
  plain("TrackML score", format_figure(counts_.score()));
  for (std::size_t i = efficiency_pt.size(); i-- > 0;) {
    row("efficiency all " + pt_names[i], counts_.all[i]);
    row("efficiency prompt " + pt_names[i], counts_.prompt[i]);
    row("efficiency single majority " + pt_names[i], counts_.single[i]);
  }
  row("efficiency GNN4ITk", counts_.gnn4itk);
  row("fake rate", {counts_.matched.total - counts_.matched.passed, counts_.matched.total});
  plain("duplicates", format_figure(counts_.duplicate_rate()));
  row("physics efficiency (ExaTrkX)", counts_.physics);
  row("technical efficiency (ExaTrkX)", counts_.technical);
  row("physics efficiency pt0.5", counts_.physics_05);
  row("technical efficiency pt0.5", counts_.technical_05);
  row("purity (ExaTrkX)", counts_.purity);
  return table;
}

void PhysicsSummary::finish(Summary& summary) {
  figures(summary);
  summary.table(physics_table());
  if (counts_.events == 0) return;
  const auto binned = [&](const BinnedFraction& bins, const char* name, const char* title,
                          const char* what = "efficiency") {
    summary.table(
        bins.table(table_name(stage_name_, "summary", name), title, what, config_.confidence));
  };
  binned(counts_.fakes_pt, "fakes_pt", "Fake rate against the track's pT (GeV)", "fake_rate");
  binned(counts_.fakes_eta, "fakes_eta", "Fake rate against the track's eta", "fake_rate");
  if (counts_.events_with_particles == 0) return;
  binned(counts_.against_pt, "efficiency_pt", "Efficiency against pT (GeV)");
  binned(counts_.against_eta, "efficiency_eta", "Efficiency against eta");
  binned(counts_.against_hits, "efficiency_hits", "Efficiency against the number of hits");
  binned(counts_.against_radius, "efficiency_radius", "Efficiency against production radius (mm)");
}

}  // namespace trackloom::evaluation
