// compare.html.
#include <algorithm>
#include <cmath>

#include "comparing/report.hpp"
#include "pages/chart.hpp"
#include "pages/html.hpp"

namespace comparing {
namespace {

using pages::escape;
using pages::number;

constexpr std::size_t listed = 20;  // particles found by one side, on the page
constexpr std::size_t most_bars = 16;

std::string label_of(const Result& result, std::size_t side) {
  return result.sides[side].label;
}

std::string coloured(const Figure& figure, const Result& result) {
  const std::string text = escape(verdict_text(figure, result));
  const Outcome outcome = figure.verdict.outcome;
  if (outcome != Outcome::better && outcome != Outcome::worse) return text;
  return std::string("<span class=\"") + outcome_word(outcome) + "\">" + text + "</span>";
}

std::string verdicts(const Result& result, const Pairing& pairing) {
  std::vector<std::vector<std::string>> rows;
  const auto add = [&](const Figure& f) {
    rows.push_back({escape(f.title), coloured(f, result), escape(value_text(f, f.difference.a)),
                    escape(value_text(f, f.difference.b)), escape(difference_text(f))});
  };
  for (const Figure& figure : pairing.physics.figures) add(figure);
  for (const Figure& figure : pairing.times) add(figure);
  const std::string interval = number(result.confidence * 100) + " %";
  return pages::table({"figure", "verdict", escape(label_of(result, 0)),
                       escape(label_of(result, pairing.side)), "difference [" + interval + "]"},
                      rows, 2);
}

// The differences of the figures without unit, with both intervals.
std::string difference_chart(const Result& result, const Pairing& pairing) {
  std::vector<pages::IntervalRow> rows;
  for (const Figure& figure : pairing.physics.figures) {
    const Difference& d = figure.difference;
    pages::Point point;
    point.x = d.difference;
    point.tooltip = figure.title + ": " + difference_text(figure);
    pages::IntervalRow row{figure.title, {point, point}};
    row.points[0].left = d.items.low;
    row.points[0].right = d.items.high;
    row.points[1].left = d.over_events.low;
    row.points[1].right = d.over_events.high;
    if (!std::isfinite(d.over_events.low)) row.points.pop_back();
    rows.push_back(std::move(row));
  }
  const std::string title =
      "Differences: " + label_of(result, pairing.side) + " minus " + label_of(result, 0);
  return pages::intervals(title, "difference", rows, {"over particles, tracks", "over events"});
}

std::string bin_text(const RatioCurve& curve, const RatioBin& bin) {
  return curve.title + (std::isfinite(bin.high) ? " " + number(bin.low) + " to " + number(bin.high)
                                                : " from " + number(bin.low));
}

bool is_logarithmic(const RatioCurve& curve) {
  return curve.name == "pt" || curve.name == "radius";
}

// The bin's middle and extent; bins that reach to infinity are drawn as wide as the one before, and
// on a logarithmic axis one that begins at 0 from a quarter of its end.
pages::Point point_of(const RatioCurve& curve, std::size_t i) {
  const bool logarithmic = is_logarithmic(curve);
  pages::Point point;
  point.left = curve.bins[i].low;
  point.right = curve.bins[i].high;
  if (std::isinf(point.right)) {
    const double before = i > 0 ? curve.bins[i - 1].low : point.left / 2;
    point.right =
        logarithmic && before > 0 ? point.left * point.left / before : 2 * point.left - before;
  }
  if (logarithmic && point.left <= 0) point.left = point.right / 4;
  point.x = logarithmic ? std::sqrt(point.left * point.right) : (point.left + point.right) / 2;
  return point;
}

std::string efficiency_chart(const Result& result, const Pairing& pairing,
                             const RatioCurve& curve) {
  pages::Chart chart;
  chart.title = "Efficiency against " + curve.title;
  chart.x_label = curve.title;
  chart.y_label = "efficiency";
  chart.x_log = is_logarithmic(curve);
  chart.y_high = 1.02;
  for (const bool second : {false, true}) {
    pages::Series series{label_of(result, second ? pairing.side : 0), pages::Drawn::points, {}};
    for (std::size_t i = 0; i < curve.bins.size(); ++i) {
      const RatioBin& bin = curve.bins[i];
      if (bin.total == 0) continue;
      const std::uint64_t found = bin.both + (second ? bin.only_b : bin.only_a);
      pages::Point point = point_of(curve, i);
      point.y = static_cast<double>(found) / static_cast<double>(bin.total);
      const Range range = clopper_pearson(found, bin.total, 0.6827);
      point.low = range.low;
      point.high = range.high;
      point.tooltip = series.name + ", " + bin_text(curve, bin) + ": " + number(point.y) + " (" +
                      std::to_string(found) + " of " + std::to_string(bin.total) + ")";
      series.points.push_back(point);
    }
    chart.series.push_back(std::move(series));
  }
  return pages::chart(chart);
}

std::string ratio_chart(const Result& result, const Pairing& pairing, const RatioCurve& curve) {
  pages::Chart chart;
  chart.title = "Ratio " + label_of(result, pairing.side) + " / " + label_of(result, 0) +
                " against " + curve.title;
  chart.x_label = curve.title;
  chart.y_label = "efficiency ratio";
  chart.x_log = is_logarithmic(curve);
  chart.references = {1};
  pages::Series series{"", pages::Drawn::points, {}};
  for (std::size_t i = 0; i < curve.bins.size(); ++i) {
    const RatioBin& bin = curve.bins[i];
    if (!std::isfinite(bin.ratio.value)) continue;
    pages::Point point = point_of(curve, i);
    point.y = bin.ratio.value;
    point.low = bin.ratio.interval.low;
    point.high = bin.ratio.interval.high;
    point.tooltip = bin_text(curve, bin) + ": " + number(point.y) + " [" + number(point.low) +
                    ", " + number(point.high) + "], " + std::to_string(bin.only_a) + " and " +
                    std::to_string(bin.only_b) + " found by one side only";
    series.points.push_back(point);
  }
  chart.series.push_back(std::move(series));
  return pages::chart(chart);
}

std::string found_by(const std::vector<ParticleRow>& rows) {
  std::vector<ParticleRow> best = rows;
  std::stable_sort(best.begin(), best.end(), [](const ParticleRow& a, const ParticleRow& b) {
    const auto pt = [](const ParticleRow& p) { return std::isnan(p.pt) ? -1.0 : p.pt; };
    return pt(a) > pt(b);
  });
  if (best.size() > listed) best.resize(listed);
  std::vector<std::vector<std::string>> cells;
  for (const ParticleRow& p : best) {
    cells.push_back({std::to_string(p.event), std::to_string(p.id), number(p.pt), number(p.eta),
                     number(p.radius), std::to_string(p.hits), std::to_string(p.track)});
  }
  return pages::table({"event", "particle", "pT (GeV)", "eta", "radius (mm)", "hits", "track"},
                      cells, 0);
}

void add_found(pages::Page& page, const Result& result, const Pairing& pairing) {
  for (const bool second : {false, true}) {
    const auto& rows = second ? pairing.physics.only_b : pairing.physics.only_a;
    const std::string who = label_of(result, second ? pairing.side : 0);
    page.add("<h3>Found by " + escape(who) + " only: " + std::to_string(rows.size()) + "</h3>\n");
    if (rows.empty()) continue;
    page.add("<p class=\"small\">" +
             (rows.size() > listed ? "The " + std::to_string(listed) + " with the largest pT. "
                                   : std::string()) +
             "All are in the only_…csv of this name.</p>\n");
    page.add(pages::folded("list", found_by(rows)));
  }
}

void add_times(pages::Page& page, const Result& result, const Pairing& pairing) {
  std::vector<std::vector<std::string>> rows;
  std::vector<pages::Bar> bars;
  const std::vector<std::string> legend{label_of(result, 0), label_of(result, pairing.side),
                                        "shared"};
  for (const StageTime& stage : pairing.stages) {
    const auto ms = [](const std::optional<double>& value) {
      return value ? number(*value) : std::string("–");
    };
    const bool has = !stage.figure.name.empty();
    rows.push_back({escape(stage.name), escape(stage.use),
                    has               ? coloured(stage.figure, result)
                    : stage.shared    ? "shared: ran once"
                    : stage.same_work ? "the same work"
                                      : "on one side only",
                    ms(stage.a_ms), ms(stage.b_ms),
                    has ? escape(difference_text(stage.figure)) : "–"});
    const auto bar = [&](double value, int colour) {
      bars.push_back({stage.name, value, number(value),
                      stage.name + ", " + legend[static_cast<std::size_t>(colour)] + ": " +
                          number(value) + " ms",
                      colour});
    };
    if (stage.a_ms) bar(*stage.a_ms, stage.shared && !has ? 2 : 0);
    if (stage.b_ms && (has || !stage.shared)) bar(*stage.b_ms, 1);
  }
  std::stable_sort(bars.begin(), bars.end(),
                   [](const pages::Bar& x, const pages::Bar& y) { return x.value > y.value; });
  if (bars.size() > most_bars) bars.resize(most_bars);
  page.add(pages::row_of_charts(
      {pages::bars("Mean time per event of the longest stages", "ms", bars, legend)}));
  page.add(pages::table({"stage", "uses", "verdict", escape(legend[0]) + " (ms)",
                         escape(legend[1]) + " (ms)", "difference"},
                        rows, 3));
}

void add_agreement(pages::Page& page, const Result& result, const AgreementResult& agreement,
                   bool tracks) {
  const auto n = [&](const std::string& name) { return number(agreement.value(name)); };
  const std::string a = escape(label_of(result, 0));
  if (tracks) {
    page.add(pages::table({"tracks", "number"},
                          {{"the same hits on both sides", n("tracks_identical")},
                           {"more than half of both's hits shared", n("tracks_alike")},
                           {"of " + a + " only", n("tracks_only_a")},
                           {"of the other side only", n("tracks_only_b")}}));
  }
  if (agreement.edges.empty()) return;
  page.add("<h3>Edges of " + escape(agreement.edges) + "</h3>\n");
  page.paragraph("The graphs are the same in " + n("same_graphs") + " of " + n("graph_events") +
                 " events; " + n("edges_a") + " and " + n("edges_b") + " edges, " +
                 n("edges_common") + " in common.");
  if (agreement.value("edges_scored") == 0) return;
  std::vector<std::vector<std::string>> rows;
  for (const std::string kind : {"true", "fake"}) {
    if (kind == "true" && agreement.value("edges_with_truth") == 0) continue;
    const std::string k = kind + "_kept_";
    rows.push_back({kind, n(k + "both"), n(k + "a"), n(k + "b"), n(k + "none")});
  }
  page.add(pages::table(
      {"edges", "kept by both", "by " + a + " only", "by the other only", "by neither"}, rows));
  page.paragraph("Scores differ by " + n("score_difference_mean") + " on average, by " +
                 n("score_difference_max") + " at most.");
}

void add_timing(pages::Page& page, const Result& result, const Timing& timing) {
  page.section("Runs by turns");
  pages::Chart chart;
  chart.title = "Wall time per event, round by round";
  chart.x_label = "round (0: the warm-up, not counted)";
  chart.y_label = "ms per event";
  for (std::size_t s = 0; s < result.sides.size(); ++s) {
    pages::Series series{label_of(result, s), pages::Drawn::connected, {}};
    for (std::size_t round = 0; round <= timing.rounds; ++round) {
      pages::Point point;
      point.x = static_cast<double>(round);
      point.y = round == 0 ? timing.warm_up_ms[s] : timing.wall_ms[s][round - 1];
      point.tooltip = series.name + ": " + number(point.y) + " ms";
      series.points.push_back(point);
    }
    chart.series.push_back(std::move(series));
  }
  page.add(pages::row_of_charts({pages::chart(chart)}));
  for (const std::string& note : timing.notes) page.note(note);
}

void add_pairing(pages::Page& page, const Result& result, const Pairing& pairing) {
  const std::string title = label_of(result, pairing.side) + " against " + label_of(result, 0);
  page.section(title);
  page.add(verdicts(result, pairing));
  if (pairing.physics.events > 0) {
    std::vector<std::string> charts{difference_chart(result, pairing)};
    for (const RatioCurve& curve : pairing.physics.curves) {
      charts.push_back(efficiency_chart(result, pairing, curve));
      charts.push_back(ratio_chart(result, pairing, curve));
    }
    page.add(pages::row_of_charts(charts));
  }
  page.section(title + ": time");
  add_times(page, result, pairing);
  page.section(title + ": agreement");
  bool tracks = true;
  for (const AgreementResult& agreement : pairing.agreements) {
    add_agreement(page, result, agreement, tracks);
    tracks = false;
  }
  if (tracks) page.note("Tracks and edges were not compared one by one: the sides ran apart.");
  if (pairing.physics.events > 0) add_found(page, result, pairing);
}

void add_how(pages::Page& page, const Result& result) {
  page.section("What was compared, and how");
  std::vector<std::vector<std::string>> rows;
  for (const SideSummary& side : result.sides) {
    std::string variants;
    for (const std::string& v : side.variants) variants += (variants.empty() ? "" : ", ") + v;
    rows.push_back({escape(side.label), escape(side.file),
                    variants.empty() ? "–" : escape(variants),
                    "<code>" + escape(side.config_hash) + "</code>"});
  }
  page.add(pages::table({"side", "pipeline", "variant", "configuration"}, rows, 4));
  rows.clear();
  for (const MergedStage& stage : result.shared) {
    std::string labels;
    for (const std::size_t s : stage.sides)
      labels += (labels.empty() ? "" : ", ") + label_of(result, s);
    rows.push_back({escape(stage.name), escape(stage.use), escape(labels)});
  }
  page.add("<h3>Stages that ran once for several sides: " + std::to_string(rows.size()) +
           "</h3>\n");
  if (!rows.empty()) page.add(pages::table({"stage", "uses", "sides"}, rows, 3));
  const Definitions& d = result.definitions;
  page.add(
      "<p>A particle is found if a track holds more than half of its hits and they are more than "
      "half of the track's. Efficiencies: particles with |eta| &lt; " +
      number(d.max_abs_eta) + " and at least " + number(d.min_particle_hits) +
      " hits; prompt: produced within " + number(d.prompt_radius) +
      " mm of the beam. Fake rate and duplicates: tracks with at least " +
      number(d.min_track_hits) + " hits. Plots against eta, hits and radius: pT &gt; " +
      number(d.table_pt) +
      " GeV; bars on efficiencies hold 68 %.</p>\n"
      "<p>Intervals pair the sides: what both have in common cancels. One is over particles or "
      "tracks, one over events (Student's t); the table shows the wider. Better or worse is said "
      "where 0 lies outside both and, for efficiencies, McNemar's exact test agrees. Events "
      "needed: "
      "to see the difference found here with a probability of 80 %. Of many figures that do not "
      "differ, one in " +
      number(1 / (1 - result.confidence)) + " is called better or worse by chance.</p>\n");
}

}  // namespace

std::string to_html(const Result& result) {
  std::string sides;
  for (const SideSummary& side : result.sides) sides += (sides.empty() ? "" : ", ") + side.label;
  pages::Page page("Comparison: " + sides, std::to_string(result.events) + " events, " +
                                               std::to_string(result.threads) + " threads, " +
                                               std::to_string(result.in_flight) + " in flight");
  for (const std::string& note : result.notes) page.note(note);
  for (const Pairing& pairing : result.pairings) add_pairing(page, result, pairing);
  if (result.timing) add_timing(page, result, *result.timing);
  add_how(page, result);
  return page.html();
}

}  // namespace comparing
