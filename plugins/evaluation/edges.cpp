#include "evaluation/edges.hpp"

#include <algorithm>
#include <cmath>

#include "trackloom/error.hpp"

namespace trackloom::evaluation {
namespace {

const std::array<std::string, edge_pt.size()> pt_names{"pt1.0", "pt0.5", "pt0.2", "pt0.1"};
constexpr std::size_t score_bins = 50;
constexpr double working_point = 0.98;  // target efficiency at which purity is quoted

}  // namespace

void EdgeEvaluation::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Edges of a graph against truth: efficiency by pT, purity, the score that a perfect "
      "classifier would reach; with scores also AUC, efficiency and purity of the cut.");
  const auto of = [](auto EdgeCounts::Selection::*member) {
    using T = std::remove_reference_t<decltype(std::declval<EdgeCounts::Selection&>().*member)>;
    return static_cast<T Config::*>(member);
  };
  using S = EdgeCounts::Selection;
  stage.param("max_abs_eta", of(&S::max_abs_eta)).at_least(0).doc("particles below this |eta|");
  stage.param("min_hits", of(&S::min_hits)).at_least(2).doc("particles with as many hits");
  stage.param("target_pt", of(&S::target_pt))
      .unit("GeV")
      .at_least(0)
      .doc("true edges of particles above this are the target of the classification");
  stage.param("prompt_radius", of(&S::prompt_radius))
      .unit("mm")
      .at_least(0)
      .doc("production radius below which a particle is prompt");
  stage.param("score_cut", of(&S::score_cut)).range(0, 1).doc("edges with a score above are kept");
  stage.param("min_track_hits", of(&S::min_track_hits))
      .at_least(1)
      .doc("components of the perfect classifier with fewer hits are no tracks");
  stage.param("confidence", &Config::confidence)
      .range(0.01, 0.9999)
      .doc("confidence level of the intervals");
}

void EdgeEvaluation::operator()(const Hits& hits, const Truth& truth, const Particles& particles,
                                const HitGraph* graph, const EdgeScores* scores) {
  if (!graph) {
    throw FatalError(
        "evaluation.edges has no graph to evaluate: no stage of the pipeline makes one");
  }
  ++events_;
  all_edges_ += graph->edges();
  if (truth.present && particles.present) counts_.add(hits, truth, particles, *graph, scores);
}

void EdgeEvaluation::figures(Summary& summary) const {
  const auto give = [&](const std::string& name, double value) {
    if (!std::isnan(value)) summary.figure(name, value);  // nothing counted: no figure
  };
  const EdgeCounts& c = counts_;
  give("edges_per_event", Fraction{all_edges_, events_}.value());
  summary.figure("events_with_truth", static_cast<double>(c.events));
  if (c.events == 0) return;
  for (std::size_t i = 0; i < edge_pt.size(); ++i) {
    give("edge_efficiency_all_" + pt_names[i], c.all[i].value());
    give("edge_efficiency_prompt_" + pt_names[i], c.prompt[i].value());
  }
  give("edge_efficiency_target", c.target.value());
  give("purity", c.purity.value());
  give("target_purity", c.target_purity.value());
  give("masked_purity", c.masked_purity.value());
  give("weighted_purity", c.weighted_purity());
  give("ceiling_score", c.ceiling());
  if (c.scored_edges == 0) return;
  const auto point = c.scores.at_efficiency(working_point);
  give("auc", c.scores.area());
  give("purity_at_0.98", point.purity);
  give("masked_purity_at_0.98", point.masked_purity);
  give("weighted_purity_at_0.98", point.weighted_purity);
  give("score_at_0.98", point.score);
  give("cut_efficiency", c.cut_efficiency.value());
  give("cut_purity", c.cut_purity.value());
  give("cut_target_purity", c.cut_target_purity.value());
  give("cut_masked_purity", c.cut_masked_purity.value());
  give("cut_weighted_purity", c.cut_weighted_purity());
  give("cumulative_efficiency", c.cumulative.value());
}

// Columns low, high: of the score; target, other_true, fake: edges in the bin; efficiency: target
// edges with a score of at least `low` / target edges; purity: true edges among all of these.
Table EdgeEvaluation::score_table() const {
  Table table{table_name(stage_name_, "edges", "edge_scores"),
              table_title(stage_name_, "edges", "Edge scores; efficiency and purity of a cut"),
              {"low", "high", "target", "other_true", "fake", "efficiency", "purity"},
              {},
              false};
  const auto counts = counts_.scores.coarse(score_bins);
  const std::uint64_t targets = counts_.scores.count(EdgeKind::target);
  Fraction efficiency{0, targets}, purity;
  for (std::size_t b = score_bins; b-- > 0;) {
    const std::uint64_t target = counts[0][b], other = counts[1][b], fake = counts[2][b];
    efficiency.passed += target;
    purity.passed += target + other;
    purity.total += target + other + fake;
    table.rows.push_back({format_figure(static_cast<double>(b) / score_bins),
                          format_figure(static_cast<double>(b + 1) / score_bins),
                          std::to_string(target), std::to_string(other), std::to_string(fake),
                          format_figure(efficiency.value()), format_figure(purity.value())});
  }
  std::reverse(table.rows.begin(), table.rows.end());
  return table;
}

void EdgeEvaluation::finish(Summary& summary) {
  figures(summary);
  Table table{table_name(stage_name_, "edges", "edges"),
              table_title(stage_name_, "edges", "Edges against truth"),
              {"figure", "value", "low", "high", "passed", "total"},
              {},
              true};
  const auto plain = [&](const std::string& name, const std::string& value) {
    table.rows.push_back({name, value, "", "", "", ""});
  };
  const auto row = [&](const std::string& name, const Fraction& fraction) {
    table.rows.push_back(fraction_row(name, fraction, config_.confidence));
  };
  const EdgeCounts& c = counts_;
  if (events_ > 0) plain("edges per event", std::to_string(all_edges_ / events_));
  if (c.events < events_) {
    plain("truth or particles are missing in", std::to_string(events_ - c.events) + " events");
  }
  if (c.events > 0) {
    for (std::size_t i = 0; i < edge_pt.size(); ++i) {
      row("efficiency all " + pt_names[i], c.all[i]);
      row("efficiency prompt " + pt_names[i], c.prompt[i]);
    }
    row("purity", c.purity);
    row("target purity", c.target_purity);
    row("masked purity", c.masked_purity);
    plain("weighted purity", format_figure(c.weighted_purity()));
    plain("TrackML score with a perfect classifier", format_figure(c.ceiling()));
  }
  if (c.scored_edges > 0) {
    const auto point = c.scores.at_efficiency(working_point);
    plain("AUC", format_figure(c.scores.area()));
    plain("purity at 98 % target efficiency", format_figure(point.purity));
    plain("weighted purity there", format_figure(point.weighted_purity));
    plain("score there", format_figure(point.score));
    row("efficiency of the cut", c.cut_efficiency);
    row("purity after the cut", c.cut_purity);
    row("target purity after the cut", c.cut_target_purity);
    row("masked purity after the cut", c.cut_masked_purity);
    plain("weighted purity after the cut", format_figure(c.cut_weighted_purity()));
    row("cumulative efficiency", c.cumulative);
  }
  summary.table(std::move(table));
  if (c.scored_edges == 0) return;
  summary.table(score_table());
  const auto binned = [&](const BinnedScores& bins, const char* name, const char* title) {
    summary.table(bins.table(table_name(stage_name_, "edges", name),
                             table_title(stage_name_, "edges", title), working_point,
                             config_.confidence));
  };
  binned(c.by_pt, "edges_pt", "Edges at 98 % target efficiency, against pT (GeV)");
  binned(c.by_eta, "edges_eta", "Edges at 98 % target efficiency, against eta");
}

}  // namespace trackloom::evaluation
