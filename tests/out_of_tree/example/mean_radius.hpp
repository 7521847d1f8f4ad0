// A product of our own, and the asynchronous stage that makes it.
#pragma once

#include <memory>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

#include "event_data/hits.hpp"
#include "trackloom/async.hpp"
#include "trackloom/stage.hpp"

namespace example {

struct MeanRadius {
  double mm = 0;
};

}  // namespace example

TRACKLOOM_PRODUCT(example::MeanRadius, "example.mean_radius", 1)

namespace example {

// The device is a thread: what `acquire` starts goes on while the worker turns to other events.
class MeanRadiusStage {
 public:
  struct Config {};

  // What one event at a time has of the device: a stream and its memory.
  struct Lane {
    std::vector<float> radii;
    double sum = 0;
    std::jthread stream;
  };

  static void describe(trackloom::StageDescription<Config>& stage) {
    stage.doc("Mean radius of the hits, computed on a device.");
  }

  explicit MeanRadiusStage(const Config&) {}

  std::unique_ptr<Lane> make_lane(unsigned) { return std::make_unique<Lane>(); }

  void acquire(Lane& lane, trackloom::Completion done, const trackloom::Hits& hits) {
    if (hits.size() == 0) throw std::runtime_error("an event without hits has no mean radius");
    lane.radii = hits.r;
    lane.stream = std::jthread([&lane, done] {
      lane.sum = std::accumulate(lane.radii.begin(), lane.radii.end(), 0.0);
      done.done();
    });
  }

  void produce(Lane& lane, MeanRadius& mean) {
    lane.stream.join();
    mean.mm = lane.sum / static_cast<double>(lane.radii.size());
  }
};

}  // namespace example
