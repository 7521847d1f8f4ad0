#include "comparing/verdict.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace comparing;
using doctest::Approx;

namespace {

// `found_a` and `found_b`: particles that a side alone has found, in each of `events`.
Difference efficiencies(std::uint32_t events, int only_a, int only_b, int both = 500) {
  std::vector<Item> items;
  for (std::uint32_t e = 0; e < events; ++e) {
    // A spread over events, as real ones have.
    const int more = e % 2 == 0 ? 1 : 0;
    for (int i = 0; i < both; ++i) items.push_back({e, 1, 1, 1, 1});
    for (int i = 0; i < only_a + more * (only_a > 0 ? 1 : 0); ++i) items.push_back({e, 1, 1, 1, 0});
    for (int i = 0; i < only_b; ++i) items.push_back({e, 1, 0, 1, 1});
  }
  return ratio_difference(items, events, 0.95, true);
}

}  // namespace

TEST_CASE("more found is better where high is good and worse where low is good") {
  const Difference more = efficiencies(10, 2, 40);
  CHECK(judge(more, Better::higher, 0.95).outcome == Outcome::better);
  CHECK(judge(more, Better::lower, 0.95).outcome == Outcome::worse);
  const Difference less = efficiencies(10, 40, 2);
  CHECK(judge(less, Better::higher, 0.95).outcome == Outcome::worse);
}

TEST_CASE("equal sides are not distinguishable, and no number of events helps") {
  const Verdict verdict = judge(efficiencies(10, 0, 0), Better::higher, 0.95);
  CHECK(verdict.outcome == Outcome::identical);
  CHECK(std::isinf(verdict.events_needed));
  CHECK(verdict_text(verdict, 10, "event") == "not distinguishable: no difference in any event");
}

TEST_CASE("a small difference says how many events would tell it") {
  const Difference d = efficiencies(10, 9, 11);
  const Verdict verdict = judge(d, Better::higher, 0.95);
  REQUIRE(verdict.outcome == Outcome::not_distinguishable);
  const double error = std::max(d.error_items, d.error_events);
  CHECK(verdict.events_needed ==
        Approx(10 * std::pow((1.959964 + 0.8416) * error / d.difference, 2)).epsilon(0.01));
  CHECK(verdict_text(verdict, 10, "event").find("with these 10 events; about ") !=
        std::string::npos);
  CHECK(verdict.interval.low < 0);
  CHECK(verdict.interval.high > 0);
}

TEST_CASE("a few discordant particles are judged by the exact test") {
  // Five particles of one event: the normal interval does not hold 0, the binomial says 1/16.
  std::vector<Item> items(1000, Item{0, 1, 1, 1, 1});
  for (int i = 0; i < 5; ++i) items[static_cast<std::size_t>(i)].y_b = 0;
  const Difference d = ratio_difference(items, 1, 0.95, true);
  CHECK(d.items.high < 0);
  CHECK(d.p_value == Approx(0.0625));
  CHECK(judge(d, Better::higher, 0.95).outcome == Outcome::not_distinguishable);
}

TEST_CASE("one number per side says nothing") {
  const std::vector<double> a{1.0}, b{2.0};
  CHECK(judge(mean_difference(a, b, {}, 0.95), Better::lower, 0.95).outcome == Outcome::unknown);
  Difference nothing;
  nothing.difference = std::numeric_limits<double>::quiet_NaN();
  CHECK(judge(nothing, Better::lower, 0.95).outcome == Outcome::unknown);
}

TEST_CASE("the needed number of events is more than there are") {
  const std::vector<double> a{1.0, 1.2, 1.1}, b{1.4, 1.3, 1.5};
  const Verdict verdict = judge(mean_difference(a, b, {}, 0.99), Better::lower, 0.99);
  REQUIRE(verdict.outcome == Outcome::not_distinguishable);
  CHECK(verdict.events_needed >= 4);
}
