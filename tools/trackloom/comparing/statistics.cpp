#include "comparing/statistics.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numeric>

namespace comparing {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Range around(double middle, double half_width) {
  return {middle - half_width, middle + half_width};
}

void add_intervals(Difference& d, double confidence) {
  d.items = around(d.difference, normal_quantile(confidence) * d.error_items);
  d.over_events = d.events < 2
                      ? Range{nan, nan}
                      : around(d.difference,
                               d.error_events *
                                   student_quantile(confidence, static_cast<double>(d.events - 1)));
}

// Square root of the sum over events of (sum - mean)^2, times E / (E - 1). The sums need not add up
// to 0.
double spread(const std::vector<double>& sums) {
  const auto count = static_cast<double>(sums.size());
  if (sums.size() < 2) return nan;
  const double mean = std::accumulate(sums.begin(), sums.end(), 0.0) / count;
  double squares = 0;
  for (const double s : sums) squares += (s - mean) * (s - mean);
  return std::sqrt(count / (count - 1) * squares);
}

double median(std::vector<double> values) {
  const std::size_t half = values.size() / 2;
  std::sort(values.begin(), values.end());
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

}  // namespace

double normal_quantile(double confidence) {
  return boost::math::quantile(boost::math::normal(), (1 + confidence) / 2);
}

double student_quantile(double confidence, double degrees) {
  return boost::math::quantile(boost::math::students_t(degrees), (1 + confidence) / 2);
}

Range clopper_pearson(std::uint64_t passed, std::uint64_t total, double confidence) {
  if (total == 0) return {0, 1};
  using boost::math::binomial;
  const double tail = (1 - confidence) / 2;
  const auto n = static_cast<double>(total), k = static_cast<double>(passed);
  return {passed == 0 ? 0.0 : binomial::find_lower_bound_on_p(n, k, tail),
          passed == total ? 1.0 : binomial::find_upper_bound_on_p(n, k, tail)};
}

double mcnemar_exact(std::uint64_t only_a, std::uint64_t only_b) {
  const std::uint64_t pairs = only_a + only_b;
  if (pairs == 0) return 1;
  const boost::math::binomial coin(static_cast<double>(pairs), 0.5);
  return std::min(1.0, 2 * boost::math::cdf(coin, static_cast<double>(std::min(only_a, only_b))));
}

Difference ratio_difference(std::span<const Item> items, std::size_t events, double confidence,
                            bool paired) {
  Difference d;
  d.events = events;
  d.paired = paired;
  double x_a = 0, y_a = 0, x_b = 0, y_b = 0;
  for (const Item& item : items) {
    x_a += item.x_a;
    y_a += item.y_a;
    x_b += item.x_b;
    y_b += item.y_b;
    d.only_a += item.y_a > item.y_b ? 1 : 0;
    d.only_b += item.y_b > item.y_a ? 1 : 0;
  }
  d.a = x_a > 0 ? y_a / x_a : nan;
  d.b = x_b > 0 ? y_b / x_b : nan;
  d.difference = d.b - d.a;
  std::vector<double> by_event(events, 0.0);
  double squares = 0;
  for (const Item& item : items) {
    const double z = (item.y_b - d.b * item.x_b) / x_b - (item.y_a - d.a * item.x_a) / x_a;
    squares += z * z;
    by_event[item.event] += z;
  }
  d.error_items = std::sqrt(squares);
  d.error_events = spread(by_event);
  if (paired) d.p_value = mcnemar_exact(d.only_a, d.only_b);
  add_intervals(d, confidence);
  return d;
}

Difference mean_difference(std::span<const double> a, std::span<const double> b,
                           std::span<const Item> items, double confidence) {
  Difference d;
  d.events = a.size();
  if (a.empty()) {
    d.a = d.b = d.difference = d.error_items = d.error_events = nan;
    return d;
  }
  const auto count = static_cast<double>(a.size());
  d.a = std::accumulate(a.begin(), a.end(), 0.0) / count;
  d.b = std::accumulate(b.begin(), b.end(), 0.0) / count;
  std::vector<double> by_event;
  for (std::size_t e = 0; e < a.size(); ++e) by_event.push_back((b[e] - a[e]) / count);
  // Not d.b - d.a: equal events must give exactly 0.
  d.difference = std::accumulate(by_event.begin(), by_event.end(), 0.0);
  d.error_events = spread(by_event);
  d.error_items = nan;
  if (!items.empty()) {
    std::vector<double> sum(a.size(), 0.0), squares(a.size(), 0.0), number(a.size(), 0.0);
    for (const Item& item : items) {
      const double z = item.y_b - item.y_a;
      sum[item.event] += z;
      squares[item.event] += z * z;
      ++number[item.event];
    }
    double variance = 0;
    for (std::size_t e = 0; e < a.size(); ++e) {
      if (number[e] > 0) variance += std::max(0.0, squares[e] - sum[e] * sum[e] / number[e]);
    }
    d.error_items = std::sqrt(variance) / count;
  }
  add_intervals(d, confidence);
  return d;
}

Ratio efficiency_ratio(std::uint64_t both, std::uint64_t only_a, std::uint64_t only_b,
                       double confidence) {
  const double found_a = static_cast<double>(both + only_a);
  const double found_b = static_cast<double>(both + only_b);
  if (found_a == 0 || found_b == 0) return {nan, {nan, nan}};
  Ratio ratio;
  ratio.value = found_b / found_a;
  const double error =
      std::sqrt(static_cast<double>(only_a + only_b)) / std::sqrt(found_a) / std::sqrt(found_b);
  const double factor = std::exp(normal_quantile(confidence) * error);
  ratio.interval = {ratio.value / factor, ratio.value * factor};
  return ratio;
}

std::vector<std::size_t> outliers(std::span<const double> values) {
  constexpr std::size_t fewest = 5;
  constexpr double normal_mad = 0.6745, limit = 3.5;
  std::vector<std::size_t> found;
  if (values.size() < fewest) return found;
  const double middle = median({values.begin(), values.end()});
  std::vector<double> away;
  for (const double v : values) away.push_back(std::abs(v - middle));
  const double mad = median(away);
  if (mad == 0) return found;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (normal_mad * std::abs(values[i] - middle) / mad > limit) found.push_back(i);
  }
  return found;
}

}  // namespace comparing
