#include "fault/stages.hpp"

namespace trackloom::test {

void DeviceFault::describe(StageDescription<Config>& stage) {
  stage.doc("Multiplies by two on a thread of its own, or goes wrong.");
  stage.param("what", &Config::what)
      .one_of({"none", "late", "twice", "never", "fails", "throws"})
      .doc("what happens");
  stage.param("at", &Config::at).doc("event ids at which it happens");
}

void DeviceFault::acquire(Lane& lane, Completion done, const EventInfo& info,
                          const Result& result) {
  const bool fault = std::find(config_.at.begin(), config_.at.end(),
                               static_cast<std::int64_t>(info.id)) != config_.at.end();
  const std::string what = fault ? config_.what : "none";
  lane.number = result.number * 2;
  if (what == "throws") throw std::runtime_error("told to throw");
  if (what == "never") return;
  lane.threads.emplace_back([what, done] {
    if (what == "late") sleep_ms(50);
    if (what == "fails") return done.fail("told to fail");
    done.done();
    if (what == "twice") done.done();
  });
}

}  // namespace trackloom::test
