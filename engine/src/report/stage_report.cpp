#include "report/stage_report.hpp"

namespace trackloom {
namespace {

StageTotals summed(const std::vector<std::unique_ptr<Flight>>& flights, std::size_t stage) {
  StageTotals sum;
  for (const auto& flight : flights) {
    const StageTotals& part = flight->records[stage].totals;
    sum.calls += part.calls;
    sum.failures += part.failures;
    sum.time_ns += part.time_ns;
    sum.wait_ns += part.wait_ns;
    sum.bytes += part.bytes;
    sum.times.merge(part.times);
  }
  return sum;
}

}  // namespace

void report_stages(const Plan& plan, const std::vector<std::unique_ptr<Flight>>& flights,
                   const std::vector<unsigned>& units, RunReport& report) {
  double busiest = 0;
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const PlannedStage& planned = plan.stages[i];
    if (planned.entry == nullptr) continue;  // the host program's source
    const StageTotals sum = summed(flights, i);
    const double calls = sum.calls == 0 ? 1.0 : static_cast<double>(sum.calls);
    StageReport stage;
    stage.name = planned.name;
    stage.stage = planned.use;
    stage.calls = sum.calls;
    stage.failures = sum.failures;
    stage.total_ms = static_cast<double>(sum.time_ns) * 1e-6;
    stage.mean_ms = stage.total_ms / calls;
    stage.p50_ms = sum.times.quantile(0.50) * 1e-6;
    stage.p99_ms = sum.times.quantile(0.99) * 1e-6;
    stage.wait_ms = static_cast<double>(sum.wait_ns) * 1e-6 / calls;
    stage.bytes_per_event = static_cast<double>(sum.bytes) / calls;
    const double busy = stage.total_ms / units[i];
    if (busy > busiest) {
      busiest = busy;
      report.bottleneck = stage.name;
    }
    report.stages.push_back(std::move(stage));
  }
}

}  // namespace trackloom
