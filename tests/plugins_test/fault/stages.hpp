// Stages that go wrong on request, for the events in `at`.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "common_stages.hpp"
#include "trackloom/async.hpp"
#include "trackloom/error.hpp"

namespace trackloom::test {

// what: throws | throws_number | skips | fatal | hangs | exits; jitter_ms: sleeps up to so long
// before, differently for every event.
class Fault {
 public:
  struct Config {
    std::string what = "none";
    std::vector<std::int64_t> at;
    double jitter_ms = 0;
  };
  static void describe(StageDescription<Config>& stage) {
    stage.doc("Adds one, or goes wrong.");
    stage.param("what", &Config::what)
        .one_of({"none", "throws", "throws_number", "skips", "fatal", "hangs", "exits"})
        .doc("what happens");
    stage.param("at", &Config::at).doc("event ids at which it happens");
    stage.param("jitter_ms", &Config::jitter_ms).unit("ms").doc("longest random sleep");
  }
  explicit Fault(const Config& config) : config_(config) {}
  void operator()(const EventInfo& info, const Value& value, Result& result) const {
    const auto id = static_cast<std::int64_t>(info.id);
    // A fixed hash: runs differ in their timing only.
    if (config_.jitter_ms > 0) {
      sleep_ms(config_.jitter_ms * static_cast<double>((info.id * 2654435761U) % 1000) * 1e-3);
    }
    result.number = value.number + 1;
    if (std::find(config_.at.begin(), config_.at.end(), id) == config_.at.end()) return;
    if (config_.what == "throws") throw std::runtime_error("told to throw");
    if (config_.what == "throws_number") throw 42;
    if (config_.what == "skips") throw SkipEvent("told to skip");
    if (config_.what == "fatal") throw FatalError("told to be fatal");
    if (config_.what == "exits") std::exit(0);
    while (config_.what == "hangs") std::this_thread::sleep_for(std::chrono::seconds(1));
  }

 private:
  Config config_;
};

// what: late | twice | never | fails | throws, for the events in `at`.
class DeviceFault {
 public:
  struct Config {
    std::string what = "none";
    std::vector<std::int64_t> at;
  };
  struct Lane {
    std::int64_t number = 0;
    std::vector<std::thread> threads;
    ~Lane() {
      for (std::thread& thread : threads) thread.join();
    }
  };
  static void describe(StageDescription<Config>& stage);
  explicit DeviceFault(const Config& config) : config_(config) {}
  std::unique_ptr<Lane> make_lane(unsigned) { return std::make_unique<Lane>(); }
  void acquire(Lane& lane, Completion done, const EventInfo& info, const Result& result);
  void produce(Lane& lane, DeviceResult& result) { result.number = lane.number; }

 private:
  Config config_;
};

}  // namespace trackloom::test
