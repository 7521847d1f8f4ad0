// Physics figures of two sides, paired by event, particle and track.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "comparing/lists.hpp"
#include "comparing/statistics.hpp"
#include "comparing/verdict.hpp"

namespace comparing {

// Which particles and tracks count; the meaning and the defaults are those of evaluation.summary.
struct Definitions {
  double min_track_hits = 5, min_particle_hits = 5, max_abs_eta = 4, table_pt = 0.5,
         prompt_radius = 2;
};

struct Figure {
  std::string name;  // as in report.json, such as efficiency_all_pt1.0
  std::string title;
  std::string unit;  // empty: a pure number
  Better good = Better::higher;
  Difference difference;
  Verdict verdict;
};

// Efficiency of both sides in one bin of a quantity, and their ratio.
struct RatioBin {
  double low = 0, high = 0;
  std::uint64_t total = 0, both = 0, only_a = 0, only_b = 0;
  Ratio ratio;
};
struct RatioCurve {
  std::string name;  // pt, eta, hits, radius
  std::string title;
  std::vector<RatioBin> bins;
};

struct Physics {
  std::size_t events = 0;  // with truth
  std::vector<Figure> figures;
  std::vector<RatioCurve> curves;
  std::vector<ParticleRow> only_a, only_b;  // rows of the side that found them, by event and id
};

// Both lists are of the same events (see check_same_events). Events without truth do not count.
Physics compare_physics(const Lists& a, const Lists& b, const Definitions& definitions,
                        double confidence);

// Throws std::runtime_error, naming sides and events, unless both lists have the same events with
// the same hits.
void check_same_events(const Lists& a, const std::string& name_a, const Lists& b,
                       const std::string& name_b);

}  // namespace comparing
