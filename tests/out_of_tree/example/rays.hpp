// A source: events with a few straight rays of hits, one hit every 100 mm of radius.
#pragma once

#include <cmath>
#include <cstdint>

#include "event_data/hits.hpp"
#include "trackloom/event.hpp"
#include "trackloom/stage.hpp"

namespace example {

class Rays {
 public:
  struct Config {
    std::int64_t events = 10;
    int rays = 4;
    float length = 1000;
  };

  static void describe(trackloom::StageDescription<Config>& stage) {
    stage.doc("Events with straight rays of hits.");
    stage.param("events", &Config::events).at_least(0).doc("how many events");
    stage.param("rays", &Config::rays).range(1, 100).doc("rays per event");
    stage.param("length", &Config::length).unit("mm").at_least(0).doc("radius of the last hit");
  }

  explicit Rays(const Config& config) : config_(config) {}

  std::int64_t size() const { return config_.events; }

  bool operator()(trackloom::EventInfo& info, trackloom::Hits& hits) {
    if (next_ == config_.events) return false;
    info.id = static_cast<std::uint64_t>(++next_);
    const auto per_ray = static_cast<std::size_t>(config_.length / 100);
    hits.resize(per_ray * static_cast<std::size_t>(config_.rays));
    for (std::size_t i = 0; i < hits.size(); ++i) {
      const float radius = 100.0F * static_cast<float>(i % per_ray + 1);
      const float angle = static_cast<float>(i / per_ray) / static_cast<float>(config_.rays);
      hits.id[i] = i + 1;
      hits.x[i] = radius * std::cos(angle);
      hits.y[i] = radius * std::sin(angle);
    }
    hits.fill_cylindrical();
    return true;
  }

 private:
  Config config_;
  std::int64_t next_ = 0;
};

}  // namespace example
