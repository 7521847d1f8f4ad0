// What a progress display sees of a run.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "run/folder.hpp"
#include "run/plan_builder.hpp"
#include "run/stages.hpp"
#include "trackloom/run.hpp"

using namespace trackloom;
using namespace trackloom::test;

namespace {

std::atomic<bool> seen{false};

// Works long after the last event, as a training does; waits until its status has been shown.
class LongFinish {
 public:
  struct Config {};
  static void describe(StageDescription<Config>&) {}
  explicit LongFinish(const Config&) {}
  void begin(RunContext& context) { context_ = &context; }
  void operator()(const Number&) {}
  void finish(Summary& summary) {
    context_->status("loss 0.25");
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!seen && std::chrono::steady_clock::now() < limit) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    summary.figure("shown", seen ? 1 : 0);
  }

 private:
  RunContext* context_ = nullptr;
};

}  // namespace

TEST_CASE("the progress display goes on while a stage finishes") {
  const Folder folder("progress");
  PlanBuilder builder;
  builder.add<Counter>("read");
  builder.add<LongFinish>("train");
  const auto plan = builder.take();
  RunOptions options;
  options.output = folder.path();
  options.progress = [](const Progress& progress) {
    if (progress.status.find("loss 0.25") != std::string::npos) seen = true;
  };
  const RunReport report = run(*plan, options);
  CHECK(report.exit == ExitCode::done);
  CHECK(report.metrics.at("train.shown") == 1.0);
}
