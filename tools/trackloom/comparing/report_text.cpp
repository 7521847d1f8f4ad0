// The terminal's tables, and how figures are written everywhere.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "comparing/report.hpp"

namespace comparing {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string formatted(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string aligned(const Rows& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], row[c].size());
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line = " ";
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string padding(widths[c] - row[c].size(), ' ');
      // Values stand to the right, names and verdicts to the left.
      line += " " + (c == 1 || c == 2 ? padding + row[c] : row[c] + padding);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string sides_text(const Result& result) {
  std::string text;
  for (std::size_t s = 0; s < result.sides.size(); ++s) {
    const SideSummary& side = result.sides[s];
    text += (s == 0 ? "Reference " : "Side      ") + side.label + ": " + side.file;
    for (const std::string& variant : side.variants) text += " --variant " + variant;
    text += ", configuration " + side.config_hash + "\n";
  }
  text += std::to_string(result.events) + " events, " + std::to_string(result.threads) +
          " threads, " + std::to_string(result.in_flight) + " in flight\n";
  text += "Run once for several sides:";
  for (const MergedStage& stage : result.shared) text += " " + stage.name;
  return text + (result.shared.empty() ? " nothing\n" : "\n");
}

std::string count(double value) {
  return formatted("%.0f", value);
}

std::string agreement_text(const AgreementResult& agreement) {
  const auto n = [&](const char* name) { return count(agreement.value(name)); };
  std::string text;
  text += "Tracks: " + n("tracks_identical") + " identical, " + n("tracks_alike") +
          " share more than half of both's hits, " + n("tracks_only_a") +
          " of the reference only, " + n("tracks_only_b") + " of this side only\n";
  if (agreement.edges.empty()) return text;
  text += "Edges (" + agreement.edges + "): graphs are the same in " + n("same_graphs") + " of " +
          n("graph_events") + " events; " + n("edges_a") + " and " + n("edges_b") + " edges, " +
          n("edges_common") + " in common\n";
  if (agreement.value("edges_scored") == 0) return text;
  for (const std::string kind : {"true", "fake"}) {
    if (kind == "true" && agreement.value("edges_with_truth") == 0) continue;
    const auto kept = [&](const char* who) { return n((kind + "_kept_" + who).c_str()); };
    text += "  " + kind + " edges above the cut: both " + kept("both") + ", reference only " +
            kept("a") + ", this side only " + kept("b") + ", neither " + kept("none") + "\n";
  }
  return text + "  scores differ by " +
         formatted("%.3g", agreement.value("score_difference_mean")) + " on average, " +
         formatted("%.3g", agreement.value("score_difference_max")) + " at most\n";
}

std::string pairing_text(const Result& result, const Pairing& pairing) {
  const std::string& a = result.sides[0].label;
  const std::string& b = result.sides[pairing.side].label;
  std::string text = "\n" + b + " against " + a + "\n";
  Rows rows{{"figure", a, b, "difference [" + formatted("%g", result.confidence * 100) + " %]",
             "verdict"}};
  const auto add = [&](const Figure& f) {
    rows.push_back({f.title, value_text(f, f.difference.a), value_text(f, f.difference.b),
                    difference_text(f), verdict_text(f, result)});
  };
  for (const Figure& figure : pairing.physics.figures) add(figure);
  for (const Figure& figure : pairing.times) add(figure);
  for (const StageTime& stage : pairing.stages) {
    if (!stage.figure.name.empty()) add(stage.figure);
  }
  text += aligned(rows);
  for (std::size_t i = 0; i < pairing.agreements.size(); ++i) {
    std::string one = agreement_text(pairing.agreements[i]);
    // The tracks are the same in all of them.
    if (i > 0) one = one.substr(one.find('\n') + 1);
    text += one;
  }
  if (pairing.physics.events > 0) {
    text += "Particles found by " + a + " only: " + std::to_string(pairing.physics.only_a.size()) +
            ", by " + b + " only: " + std::to_string(pairing.physics.only_b.size()) + "\n";
  }
  return text;
}

}  // namespace

std::string value_text(const Figure& figure, double value) {
  if (std::isnan(value)) return "-";
  if (figure.unit.empty()) return formatted("%.4f", value);
  const double size = std::abs(value);
  const char* format = size >= 100 ? "%.0f " : size >= 10 ? "%.1f " : "%.3f ";
  return formatted(format, value) + figure.unit;
}

std::string difference_text(const Figure& figure) {
  if (figure.verdict.outcome == Outcome::unknown) return "-";
  const auto signed_text = [&](double value) {
    if (value == 0) return std::string("0");
    if (figure.unit.empty()) return formatted("%+.4f", value);
    return formatted(std::abs(value) >= 100 ? "%+.0f" : "%+.3g", value);
  };
  const Range& range = figure.verdict.interval;
  return signed_text(figure.difference.difference) + " [" + signed_text(range.low) + ", " +
         signed_text(range.high) + "]" + (figure.unit.empty() ? "" : " " + figure.unit);
}

std::string verdict_text(const Figure& figure, const Result& result) {
  const bool by_rounds = result.timing && !figure.unit.empty();
  return verdict_text(figure.verdict, figure.difference.events, by_rounds ? "round" : "event");
}

std::string to_text(const Result& result) {
  std::string text = sides_text(result);
  for (const Pairing& pairing : result.pairings) text += pairing_text(result, pairing);
  if (result.timing) {
    text += "\nRuns by turns, " + std::to_string(result.timing->rounds) +
            " rounds; the warm-up before them does not count:";
    for (std::size_t s = 0; s < result.sides.size(); ++s) {
      text += " " + result.sides[s].label + " " + formatted("%.1f", result.timing->warm_up_ms[s]) +
              " ms";
    }
    text += "\n";
    for (const std::string& note : result.timing->notes) text += "note: " + note + "\n";
  }
  for (const std::string& note : result.notes) text += "note: " + note + "\n";
  text += "\nFiles written:\n";
  for (const std::string& file : result.files) text += "  " + file + "\n";
  return text;
}

}  // namespace comparing
