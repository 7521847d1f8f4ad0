// Asynchronous stages with a device that completes as each test wants.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "run/folder.hpp"
#include "run/plan_builder.hpp"
#include "run/stages.hpp"
#include "trackloom/async.hpp"
#include "trackloom/run.hpp"

using namespace trackloom;
using namespace trackloom::test;

namespace {

// Doubles a number on threads of its own. `mode` by event id modulo 10:
//   1: completes inside acquire;  2: completes twice;  3: acquire throws;  4: the device fails;
//   5: produce throws;            6: acquire throws after it has completed.
class Device {
 public:
  struct Config {
    bool faults = false;
    std::int64_t faults_once = 0;  // faults only at the first attempt of an event
  };
  struct Lane {
    std::int64_t value = 0;
    bool busy = false;
    std::vector<std::thread> threads;
    std::vector<Completion> kept;
    ~Lane() {
      for (std::thread& thread : threads) thread.join();
      for (const Completion& old : kept) old.done();  // after the run: must do nothing
    }
  };
  static void describe(StageDescription<Config>& stage) {
    stage.param("faults", &Config::faults);
    stage.param("faults_once", &Config::faults_once);
  }
  explicit Device(const Config& config) : config_(config) {}
  std::unique_ptr<Lane> make_lane(unsigned) { return std::make_unique<Lane>(); }

  void acquire(Lane& lane, Completion done, const EventInfo& info, const Number& number) {
    CHECK_FALSE(lane.busy);  // one event at a time
    lane.busy = true;
    lane.value = number.value * 3;
    int mode = config_.faults ? static_cast<int>(info.id % 10) : 0;
    if (config_.faults_once != 0 && seen_before(info.id)) mode = 0;
    fault_in_produce_ = fault_in_produce_.load() & ~(std::uint64_t{1} << (info.id % 64));
    if (mode == 3) {
      lane.busy = false;
      throw std::runtime_error("no memory on the device");
    }
    if (mode == 5) fault_in_produce_.fetch_or(std::uint64_t{1} << (info.id % 64));
    if (mode == 1 || mode == 6) {
      done.done();
      if (mode == 6) {
        lane.busy = false;
        throw std::runtime_error("too late");
      }
      return;
    }
    lane.kept.push_back(done);
    lane.threads.emplace_back([done, mode] {
      std::this_thread::sleep_for(std::chrono::microseconds(200));
      if (mode == 4) {
        done.fail("device lost its clock");
      } else {
        done.done();
      }
      if (mode == 2) done.done();
    });
    // A failed completion does not come to produce.
    if (mode == 4) lane.busy = false;
  }

  void produce(Lane& lane, const EventInfo& info, Right& right) {
    lane.busy = false;
    if ((fault_in_produce_.load() >> (info.id % 64) & 1U) != 0) {
      throw std::runtime_error("bad result");
    }
    right.value += lane.value;
  }

 private:
  bool seen_before(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    if (std::find(seen_.begin(), seen_.end(), id) != seen_.end()) return true;
    seen_.push_back(id);
    return false;
  }

  Config config_;
  std::atomic<std::uint64_t> fault_in_produce_{0};
  std::mutex mutex_;
  std::vector<std::uint64_t> seen_;
};

std::unique_ptr<Plan> device_plan(const ParameterSet& device, unsigned lanes, unsigned threads,
                                  unsigned in_flight) {
  PlanBuilder builder;
  builder.add<Counter>("read", {{"events", std::int64_t{60}}});
  builder.add<MakeLeft>("left");
  builder.add<Device>("device", device).lanes = lanes;
  builder.add<Add>("add");
  builder.add<Lines>("lines");
  builder.run().threads = threads;
  builder.run().in_flight = in_flight;
  return builder.take();
}

std::string lines_without(const std::vector<int>& last_digits) {
  std::string text;
  for (int id = 100; id < 160; ++id) {
    if (std::find(last_digits.begin(), last_digits.end(), id % 10) != last_digits.end()) continue;
    text += std::to_string(id) + " " + std::to_string(id * 5) + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE(
    "a lane takes one event at a time, and the output does not depend on how many there are") {
  for (const unsigned lanes : {1U, 2U, 4U}) {
    for (const unsigned threads : {1U, 3U}) {
      CAPTURE(lanes);
      CAPTURE(threads);
      const Folder folder("lanes");
      const auto plan = device_plan({}, lanes, threads, 6);
      RunOptions options;
      options.output = folder.path();
      const RunReport report = run(*plan, options);
      CHECK(report.written == 60);
      CHECK(folder.read("lines.txt") == lines_without({}));
    }
  }
}

TEST_CASE("faults of a device fail their event only, and late completions are counted") {
  const Folder folder("device");
  const auto plan = device_plan({{"faults", true}}, 2, 2, 6);
  RunOptions options;
  options.output = folder.path();
  const RunReport report = run(*plan, options);
  CHECK(report.exit == ExitCode::done);
  CHECK(report.failed == 24);  // last digits 3, 4, 5 and 6
  CHECK(report.written == 36);
  CHECK(folder.read("lines.txt") == lines_without({3, 4, 5, 6}));
  CHECK(report.metrics.at("device.late_completions") == 6);  // last digit 2
  CHECK(folder.read("quarantine.jsonl").find("device lost its clock") != std::string::npos);
}

TEST_CASE("a retried asynchronous stage keeps its lane and its event is written") {
  const Folder folder("device-retry");
  const auto plan = device_plan({{"faults", true}, {"faults_once", std::int64_t{1}}}, 2, 2, 6);
  plan->stages[2].on_error = ErrorPolicy::retry;
  plan->stages[2].retries = 1;
  RunOptions options;
  options.output = folder.path();
  const RunReport report = run(*plan, options);
  CHECK(report.written == 60);
  CHECK(folder.read("lines.txt") == lines_without({}));
  CHECK(report.stages[2].failures == 24);
}

TEST_CASE("a dry run passes every event and calls no stage") {
  const auto plan = device_plan({{"faults", true}}, 2, 2, 6);
  const RunReport report = dry_run(*plan, 500);
  CHECK(report.exit == ExitCode::done);
  CHECK(report.written == 500);
  CHECK(report.failed == 0);
  CHECK(report.stages[2].calls == 500);
}
