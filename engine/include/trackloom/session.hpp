// Embedding: a host program pushes its own events through a pipeline.
//
//   Session session(load_plan(file, options_with_host_products, findings), {});
//   session.push(42, [&](Event& e) { *e.find<Hits>() = my_hits; },
//                    [&](const Event& e) { use(*e.find<TrackCandidates>()); });
//   session.finish();
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "trackloom/run.hpp"

namespace trackloom {

// Stages run on threads of the session's own, run.threads of them. The files that run() leaves in
// the output directory (report.json, quarantine.jsonl, ...) are not written: failures are told to
// `complete`, the report is returned.
//
// Thread-safe: any thread may push. At most in_flight events live at a time.
class Session {
 public:
  using Fill = std::function<void(Event&)>;            // runs in push, on the caller's thread
  using Complete = std::function<void(const Event&)>;  // runs on a worker, once per pushed event

  // Throws ConfigError if a stage refuses to begin.
  Session(std::unique_ptr<Plan> plan, const RunOptions& options);
  ~Session();  // as finish(), the report is dropped

  // Blocks while in_flight events are under way. `complete` is called for failed and skipped events
  // too (event.alive() is false, event.failure() says why); it must not push.
  void push(std::uint64_t id, const Fill& fill, Complete complete);

  // Waits for the events in flight, ends the stages and returns the report. Once only.
  RunReport finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trackloom
