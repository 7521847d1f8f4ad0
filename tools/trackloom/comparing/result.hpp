// All that a comparison has found, for the terminal, compare.json and compare.html.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "comparing/merge.hpp"
#include "comparing/physics.hpp"

namespace comparing {

struct SideSummary {
  std::string label, file, pipeline, config_hash;
  std::vector<std::string> variants;
};

// What evaluation.agreement counted; see its header.
struct AgreementResult {
  std::string edges;  // the evaluation.edges whose graphs are compared; empty: tracks only
  std::map<std::string, double> figures;
  double value(const std::string& name) const {
    const auto found = figures.find(name);
    return found == figures.end() ? 0 : found->second;
  }
};

// A stage's time on both sides.
struct StageTime {
  std::string name, use;
  bool shared = false;               // ran once for both
  bool same_work = false;            // shared, or it differs only in where it writes
  std::optional<double> a_ms, b_ms;  // mean per event; absent where the side has no such stage
  Figure figure;  // where both have it and do different work; else its name is empty
};

// One side against the first.
struct Pairing {
  std::size_t side = 0;  // index of b; a is side 0
  Physics physics;
  std::vector<Figure> times;  // busy time per event; wall time with --timing
  std::vector<StageTime> stages;
  std::vector<AgreementResult> agreements;
};

// Runs by turns, A B A B.
struct Timing {
  std::size_t rounds = 0;                    // without the warm-up
  std::vector<double> warm_up_ms;            // by side: wall time per event of the first round
  std::vector<std::vector<double>> wall_ms;  // by side and round
  std::vector<std::map<std::string, std::vector<double>>> stage_ms;  // by side, stage, round: mean
  std::vector<std::string> notes;                                    // outliers, drift
};

struct Result {
  double confidence = 0.95;
  std::vector<SideSummary> sides;
  std::vector<MergedStage> shared;  // stages that ran once for several sides
  std::size_t groups = 1;           // runs that were needed because the sources differ
  std::uint64_t events = 0;         // that came out of all sides
  std::uint64_t lost = 0;           // failed or skipped: left out for all sides
  unsigned threads = 0, in_flight = 0;
  Definitions definitions;
  std::vector<Pairing> pairings;
  std::optional<Timing> timing;
  std::vector<std::string> notes;  // warnings, and what could not be compared
  std::vector<std::string> files;  // written so far
};

}  // namespace comparing
