// What a difference means: better, worse or not distinguishable with these events.
#pragma once

#include <string>

#include "comparing/statistics.hpp"

namespace comparing {

enum class Better { higher, lower };  // which way the figure is good
enum class Outcome { better, worse, not_distinguishable, identical, unknown };

struct Verdict {
  Outcome outcome = Outcome::unknown;  // of B against A
  Range interval;                      // the wider of those over items and over events
  double events_needed = 0;  // of the kind compared; 0: these are enough; infinite: no difference
};

// B is better or worse if 0 lies outside both intervals and, for efficiencies, McNemar's p-value is
// below 1 - confidence. With one event only the items speak. `identical`: no item differs.
//
// Events needed to tell a difference as large as the observed one with a probability of 80 %
// (power): E ((z_confidence + z_power) se / |D|)^2 with the larger error (Cohen, Statistical Power
// Analysis for the Behavioral Sciences, 2nd ed. 1988, chapter 2, for a paired mean).
Verdict judge(const Difference& difference, Better good, double confidence);

// "better", "worse", "not distinguishable with these 3 events; about 120 needed", ... `what`: what
// was repeated, such as "event".
std::string verdict_text(const Verdict& verdict, std::size_t events, const std::string& what);
const char* outcome_word(Outcome outcome) noexcept;  // better, worse, not_distinguishable, ...

}  // namespace comparing
