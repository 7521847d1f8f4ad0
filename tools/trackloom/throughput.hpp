// What bounds the throughput of a pipeline, from the measured times of its stages.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "trackloom/plan.hpp"

struct StageLoad {
  std::string name;
  double mean_ms = 0;  // of a call, on a thread or, where `own` is set, beside the threads
  unsigned units = 1;  // calls side by side, at most
  bool own = false;    // takes no worker: a reading thread of its own, a device
};

struct ThroughputBound {
  double events_per_second = 0;
  std::string why;
};

// Calls side by side that a stage allows, with so many worker threads.
unsigned stage_units(const trackloom::PlannedStage& stage, unsigned threads);

// The plan's stages in its order with the given mean times (ms, by stage).
std::vector<StageLoad> stage_loads(const trackloom::Plan& plan, const std::vector<double>& mean_ms,
                                   unsigned threads);

// Milliseconds of worker time per event.
double worker_ms(const std::vector<StageLoad>& loads);

// The time of one event alone: the longest way through the graph, ms.
double latency_ms(const trackloom::Plan& plan, const std::vector<double>& mean_ms);

// Every bound, the lowest first: worker threads, stages of limited concurrency, events in flight.
// Times are those of a loaded machine: a stage that waits for memory is slower with more threads.
std::vector<ThroughputBound> throughput_bounds(const trackloom::Plan& plan,
                                               const std::vector<double>& mean_ms, unsigned threads,
                                               unsigned in_flight);
