#include "comparing/verdict.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace comparing {
namespace {

constexpr double power_quantile = 0.8416;  // P(x < q) = 0.80 of a normal distribution
constexpr double most_events = 1e6;        // beyond it a number says nothing

bool holds_zero(const Range& range) {
  return range.low <= 0 && range.high >= 0;
}

}  // namespace

Verdict judge(const Difference& d, Better good, double confidence) {
  Verdict verdict;
  if (std::isnan(d.difference)) return verdict;
  const bool items = !std::isnan(d.error_items), events = !std::isnan(d.error_events);
  if (!items && !events) return verdict;  // one event and one number: nothing can be said
  const double error = std::max(items ? d.error_items : 0.0, events ? d.error_events : 0.0);
  const auto width = [](const Range& r) { return r.high - r.low; };
  verdict.interval =
      !events || (items && width(d.items) > width(d.over_events)) ? d.items : d.over_events;
  if (d.difference == 0 && error == 0) {
    verdict.outcome = Outcome::identical;
    verdict.events_needed = std::numeric_limits<double>::infinity();
    return verdict;
  }
  const bool certain = !(items && holds_zero(d.items)) && !(events && holds_zero(d.over_events)) &&
                       !(d.paired && d.p_value >= 1 - confidence);
  if (certain) {
    const bool up = d.difference > 0;
    verdict.outcome = up == (good == Better::higher) ? Outcome::better : Outcome::worse;
    return verdict;
  }
  verdict.outcome = Outcome::not_distinguishable;
  const double ratio = (normal_quantile(confidence) + power_quantile) * error / d.difference;
  verdict.events_needed = std::ceil(static_cast<double>(d.events) * ratio * ratio);
  // The normal quantile is too small for few events: more than there are, in any case.
  verdict.events_needed = std::max(verdict.events_needed, static_cast<double>(d.events + 1));
  return verdict;
}

const char* outcome_word(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::better:
      return "better";
    case Outcome::worse:
      return "worse";
    case Outcome::not_distinguishable:
    case Outcome::identical:
      return "not distinguishable";
    case Outcome::unknown:
      break;
  }
  return "unknown";
}

std::string verdict_text(const Verdict& verdict, std::size_t events, const std::string& what) {
  std::string text = outcome_word(verdict.outcome);
  if (verdict.outcome == Outcome::unknown)
    return text + ": nothing, or a single number, to compare";
  if (verdict.outcome == Outcome::identical) return text + ": no difference in any " + what;
  if (verdict.outcome != Outcome::not_distinguishable) return text;
  text += " with " +
          (events == 1 ? "this " + what : "these " + std::to_string(events) + " " + what + "s");
  if (!(verdict.events_needed <= most_events)) return text + "; more than a million needed";
  char number[32];
  std::snprintf(number, sizeof number, "%.0f", verdict.events_needed);
  return text + "; about " + number + " needed";
}

}  // namespace comparing
