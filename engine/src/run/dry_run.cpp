// A plan of the same shape whose stages do nothing, run as any other.
#include <exception>

#include "run/runner.hpp"

namespace trackloom {
namespace {

int nothing = 0;  // what create and make_lane give: its address only

constexpr StageEntry inert = {
    "inert",
    [](Failure&) noexcept -> const StageInfo* { return nullptr; },
    [](const ParameterSet&, Failure&) noexcept -> void* { return &nothing; },
    [](void*) noexcept {},
    [](void*, RunContext&, Failure&) noexcept { return true; },
    [](void*, Summary&, Failure&) noexcept { return true; },
    [](void*, Event&, const std::uint16_t*, Failure&) noexcept { return CallResult::done; },
    [](void*) noexcept -> std::int64_t { return -1; },
    nullptr,
    nullptr,
    [](void*, unsigned, Failure&) noexcept -> void* { return &nothing; },
    [](void*) noexcept {},
    [](void*, void*, Completion done, Event&, const std::uint16_t*, Failure&) noexcept {
      done.done();
      return CallResult::done;
    },
    [](void*, void*, Event&, const std::uint16_t*, Failure&) noexcept { return CallResult::done; }};

Plan inert_copy(const Plan& plan) {
  Plan copy;
  copy.pipeline = plan.pipeline;
  copy.config_hash = plan.config_hash;
  copy.run = plan.run;
  copy.slots = plan.slots;
  copy.slot_names = plan.slot_names;
  for (const PlannedStage& stage : plan.stages) {
    PlannedStage planned;
    planned.name = stage.name;
    planned.use = stage.use;
    planned.entry = &inert;
    planned.info = stage.info;
    planned.instance = StageInstance(&nothing, StageDeleter{&inert});
    planned.slots = stage.slots;
    planned.predecessors = stage.predecessors;
    planned.successors = stage.successors;
    planned.lanes = stage.lanes;
    planned.concurrency = stage.concurrency;
    copy.stages.push_back(std::move(planned));
  }
  return copy;
}

}  // namespace

RunReport dry_run(const Plan& plan, std::uint64_t events) {
  RunReport report;
  if (plan.stages[0].info == nullptr) {
    report.exit = ExitCode::configuration;
    report.message = "the pipeline has no source of its own";
    return report;
  }
  try {
    Plan copy = inert_copy(plan);
    RunOptions options;
    options.events = events;
    Runner runner(copy, options);
    runner.begin();
    runner.execute();
    report = runner.finish();
  } catch (const std::exception& error) {
    report.exit = ExitCode::fatal;
    report.message = error.what();
  }
  return report;
}

}  // namespace trackloom
