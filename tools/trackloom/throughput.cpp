#include "throughput.hpp"

#include <algorithm>
#include <cstdio>

using trackloom::Concurrency;
using trackloom::Plan;
using trackloom::PlannedStage;
using trackloom::StageKind;

unsigned stage_units(const PlannedStage& stage, unsigned threads) {
  if (stage.info->kind == StageKind::async_stage) return stage.lanes;
  if (stage.info->kind == StageKind::source || stage.info->concurrency == Concurrency::serial)
    return 1;
  if (stage.info->kind == StageKind::sink && stage.info->ordered) return 1;
  return stage.concurrency > 0 ? std::min(stage.concurrency, threads) : threads;
}

std::vector<StageLoad> stage_loads(const Plan& plan, const std::vector<double>& mean_ms,
                                   unsigned threads) {
  std::vector<StageLoad> loads;
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const PlannedStage& stage = plan.stages[i];
    loads.push_back({stage.name, mean_ms[i], stage_units(stage, threads),
                     stage.info->io_thread || stage.info->kind == StageKind::async_stage});
  }
  return loads;
}

double worker_ms(const std::vector<StageLoad>& loads) {
  double sum = 0;
  for (const StageLoad& load : loads) sum += load.own ? 0 : load.mean_ms;
  return sum;
}

double latency_ms(const Plan& plan, const std::vector<double>& mean_ms) {
  std::vector<double> done(plan.stages.size(), 0);
  double last = 0;
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    double ready = 0;
    for (const std::size_t p : plan.stages[i].predecessors) ready = std::max(ready, done[p]);
    done[i] = ready + mean_ms[i];
    last = std::max(last, done[i]);
  }
  return last;
}

std::vector<ThroughputBound> throughput_bounds(const Plan& plan, const std::vector<double>& mean_ms,
                                               unsigned threads, unsigned in_flight) {
  std::vector<ThroughputBound> bounds;
  const auto add = [&](double per_second, const char* format, auto... values) {
    char text[256];
    std::snprintf(text, sizeof text, format, values...);
    bounds.push_back({per_second, text});
  };
  const auto loads = stage_loads(plan, mean_ms, threads);
  const double busy = worker_ms(loads);
  if (busy > 0) {
    add(1000.0 * threads / busy, "%u worker threads, and an event takes %.4g ms of one", threads,
        busy);
  }
  for (const StageLoad& load : loads) {
    if (load.mean_ms <= 0 || (load.units >= threads && !load.own)) continue;
    add(1000.0 * load.units / load.mean_ms, "%s takes %u event%s at a time, %.4g ms each",
        load.name.c_str(), load.units, load.units == 1 ? "" : "s", load.mean_ms);
  }
  const double latency = latency_ms(plan, mean_ms);
  if (latency > 0) {
    add(1000.0 * in_flight / latency,
        "%u events in flight, and one spends at least %.4g ms on its way", in_flight, latency);
  }
  std::stable_sort(bounds.begin(), bounds.end(), [](const auto& a, const auto& b) {
    return a.events_per_second < b.events_per_second;
  });
  return bounds;
}
