// A device without hardware: every lane has a queue worked off by a thread of its own, each piece
// of work takes a latency and the time that its bytes need at the device's bandwidth.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "common_stages.hpp"
#include "trackloom/async.hpp"

namespace trackloom::test {

// What a CUDA stream is to a GPU. Work is done in the order of submission.
class FakeStream {
 public:
  FakeStream() : thread_([this] { loop(); }) {}
  ~FakeStream();
  void submit(double ms, Completion done);

 private:
  struct Work {
    double ms;
    Completion done;
  };
  void loop();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Work> work_;
  bool ending_ = false;
  std::thread thread_;
};

class Device {
 public:
  struct Config {
    double latency_ms = 10;
    double bandwidth = 0;  // bytes per ms; 0: transfers cost nothing
    double bytes = 0;      // moved per event
  };
  struct Lane {
    FakeStream stream;
    std::int64_t number = 0;
  };
  static void describe(StageDescription<Config>& stage);
  explicit Device(const Config& config) : config_(config) {}
  std::unique_ptr<Lane> make_lane(unsigned) { return std::make_unique<Lane>(); }
  void acquire(Lane& lane, Completion done, const Result& result);
  void produce(Lane& lane, DeviceResult& result) { result.number = lane.number; }

 private:
  Config config_;
};

// Adds one; computes for `compute_ms`, one event at a time as one core would.
class Compute {
 public:
  struct Config {
    double compute_ms = 5;
    bool asleep = false;
  };
  static void describe(StageDescription<Config>& stage);
  explicit Compute(const Config& config) : config_(config) {}
  void operator()(const Value& value, Result& result) {
    if (config_.asleep) {
      sleep_ms(config_.compute_ms);
    } else {
      compute_for(config_.compute_ms);
    }
    result.number = value.number + 1;
  }

 private:
  Config config_;
};

}  // namespace trackloom::test
