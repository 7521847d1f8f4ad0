// Differences of two sides that saw the same events, with intervals.
//
// A figure is a ratio of sums over items (particles, tracks): R = sum y / sum x. The difference
// D = R_b - R_a is linearised: an item changes D by
//     z = (y_b - R_b x_b) / X_b - (y_a - R_a x_a) / X_a,   X = sum x,
// and the z add up to 0 (Cochran, Sampling Techniques, 3rd ed. 1977, section 6.3; the influence
// values of Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 21). Two errors:
//   over items   se = sqrt(sum over items z^2): items count as independent. For an efficiency this
//                is the paired difference of proportions, sqrt(n01 + n10 - (n01 - n10)^2 / n) / n
//                (Agresti, Categorical Data Analysis, 2nd ed. 2002, equation 10.3).
//   over events  se = sqrt(E / (E - 1) sum over events (sum of the event's z)^2): items of one
//                event may depend on each other; Student's t with E - 1 degrees of freedom.
// The same item on both sides enters one z, so what both sides have in common cancels: identical
// sides have a difference of exactly 0 and errors of exactly 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace comparing {

struct Range {
  double low = 0, high = 0;
};

struct Difference {
  double a = 0, b = 0;    // the figure of each side; NaN where nothing was counted
  double difference = 0;  // b - a
  std::size_t events = 0;
  double error_items = 0;                // NaN where there are no items (a time per event)
  double error_events = 0;               // NaN for fewer than two events
  Range items, over_events;              // intervals of the difference at the confidence asked for
  double p_value = 1;                    // of McNemar's exact test, where `paired`
  bool paired = false;                   // an efficiency: the same particles on both sides
  std::uint64_t only_a = 0, only_b = 0;  // where `paired`
};

// One item of one event as both sides see it; x is 0 on a side that does not have it.
struct Item {
  std::uint32_t event = 0;  // from 0, dense
  double x_a = 0, y_a = 0, x_b = 0, y_b = 0;
};

// Difference of the ratios sum y / sum x. `paired` where x_a == x_b and all are 0 or 1: then
// McNemar's exact test is made too.
Difference ratio_difference(std::span<const Item> items, std::size_t events, double confidence,
                            bool paired);

// Mean over events of the difference of two values per event, each a sum over items (an event's
// TrackML score); `items` may be empty (x is not used): then there is only the error over events.
// Errors over items: sum over events of n times the variance of the item's differences.
Difference mean_difference(std::span<const double> a, std::span<const double> b,
                           std::span<const Item> items, double confidence);

// Two-sided p-value of McNemar's exact test: given only_a + only_b discordant pairs, each falls on
// a side with probability 1/2 (McNemar, Psychometrika 12 (1947) 153; Agresti 2002, section 10.1.4).
double mcnemar_exact(std::uint64_t only_a, std::uint64_t only_b);

// Ratio b / a of two efficiencies of the same particles, with the interval of its logarithm:
// var(log ratio) = (only_a + only_b) / (found_a found_b), found_a = both + only_a and so on
// (Desu and Raghavarao, Nonparametric Statistical Methods for Complete and Censored Data, 2004,
// p. 184; Bonett and Price, J. Educ. Behav. Stat. 31 (2006) 277, their Wald interval). NaN where a
// side found nothing.
struct Ratio {
  double value = 0;
  Range interval;
};
Ratio efficiency_ratio(std::uint64_t both, std::uint64_t only_a, std::uint64_t only_b,
                       double confidence);

// Central Clopper-Pearson interval of passed / total; [0, 1] where total is 0.
Range clopper_pearson(std::uint64_t passed, std::uint64_t total, double confidence);

// Two-sided quantiles: P(|x| < q) = confidence.
double normal_quantile(double confidence);
double student_quantile(double confidence, double degrees);

// Positions of values with a modified z-score 0.6745 |x - median| / MAD above 3.5 (Iglewicz and
// Hoaglin, How to Detect and Handle Outliers, 1993). None where the MAD is 0 or of fewer than five.
std::vector<std::size_t> outliers(std::span<const double> values);

}  // namespace comparing
