// A host program pushes its own events and gets each result by a completion.
#include "trackloom/session.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "run/plan_builder.hpp"
#include "run/stages.hpp"

using namespace trackloom;
using namespace trackloom::test;

namespace {

// Holds the event until as many are side by side as were asked for: proves that they overlap.
class Meet {
 public:
  struct Config {
    std::int64_t together = 3;
  };
  static void describe(StageDescription<Config>& stage) {
    stage.param("together", &Config::together);
  }
  explicit Meet(const Config& config) : together_(config.together) {}
  void operator()(const Number& number, Total& total) const {
    here_.fetch_add(1);
    while (here_.load() < together_) std::this_thread::yield();
    if (number.value == 4) throw std::runtime_error("no four");
    total.value = number.value * number.value;
  }

 private:
  std::int64_t together_;
  mutable std::atomic<std::int64_t> here_{0};
};

std::unique_ptr<Plan> squares() {
  PlanBuilder builder;
  builder.add_host_source<Number>();
  builder.add<Meet>("meet");
  builder.run().threads = 3;
  builder.run().in_flight = 3;
  return builder.take();
}

}  // namespace

TEST_CASE("a host program gets every pushed event back once, several of them in flight") {
  Session session(squares(), {});
  std::mutex mutex;
  std::map<std::uint64_t, std::int64_t> results;
  std::vector<std::string> failures;
  for (std::uint64_t id = 1; id <= 50; ++id) {
    session.push(
        id, [&](Event& event) { event.find<Number>()->value = static_cast<std::int64_t>(id); },
        [&](const Event& event) {
          const std::lock_guard lock(mutex);
          if (event.alive()) {
            results[event.info().id] = event.find<Total>()->value;
          } else {
            failures.push_back(event.failure().message);
          }
        });
  }
  const RunReport report = session.finish();
  CHECK(results.size() == 49);
  for (const auto& [id, square] : results) CHECK(static_cast<std::uint64_t>(square) == id * id);
  CHECK(failures == std::vector<std::string>{"no four"});
  CHECK(report.written == 49);
  CHECK(report.failed == 1);
  CHECK(report.exit == ExitCode::done);
}

TEST_CASE("several threads may push at the same time") {
  Session session(squares(), {});
  std::atomic<int> back{0};
  std::vector<std::thread> threads;
  for (std::uint64_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::uint64_t i = 0; i < 100; ++i) {
        session.push(
            100 * (t + 1) + i, [&](Event& event) { event.find<Number>()->value = 7; },
            [&](const Event& event) { back += event.find<Total>()->value == 49 ? 1 : 0; });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(session.finish().written == 400);
  CHECK(back == 400);
}

TEST_CASE("an event whose filling throws has not been pushed") {
  Session session(squares(), {});
  const auto refuse = [](Event&) { throw std::runtime_error("no data"); };
  CHECK_THROWS_WITH(session.push(1, refuse, nullptr), "no data");
  CHECK(session.finish().read == 0);
}
