#include "plan/concurrency.hpp"

#include <thread>

namespace trackloom::plan {
namespace {

using config::add_error;
using config::add_warning;

void check_stage(const Draft& draft, Findings& findings) {
  const config::StageRequest& request = draft.request;
  const bool async = draft.info->kind == StageKind::async_stage;
  if (request.lanes && !async) {
    add_error(findings, request.lanes_mark, request.path + ".lanes",
              request.use + " is not an asynchronous stage, so it has no lanes",
              "limit its calls side by side with `concurrency:`");
  }
  if (request.concurrency && async) {
    add_error(findings, request.concurrency_mark, request.path + ".concurrency",
              request.use + " is an asynchronous stage: its lanes limit it",
              "set `lanes:` instead");
  } else if (request.concurrency.value_or(1) > 1 &&
             draft.info->concurrency == Concurrency::serial) {
    add_warning(findings, request.concurrency_mark, request.path + ".concurrency",
                request.use + " takes one event at a time, more has no effect");
  }
}

}  // namespace

void check_concurrency(const config::Document& document, const Drafts& drafts, Findings& findings) {
  unsigned lanes = 0;
  for (const Draft& draft : drafts) {
    if (draft.info == nullptr) continue;
    check_stage(draft, findings);
    if (draft.info->kind == StageKind::async_stage) lanes += draft.request.lanes.value_or(1);
  }
  const RunSettings& run = document.run;
  const unsigned hardware = std::thread::hardware_concurrency();
  if (hardware > 0 && run.threads > hardware) {
    add_warning(findings, document.threads_mark, "run.threads",
                std::to_string(run.threads) + " threads, but this machine runs " +
                    std::to_string(hardware) + " at a time");
  }
  if (run.in_flight == 0) return;
  if (run.in_flight < lanes) {
    add_warning(findings, document.in_flight_mark, "run.in_flight",
                std::to_string(run.in_flight) + " events in flight cannot fill " +
                    std::to_string(lanes) + " lanes",
                "use auto, or at least the number of lanes");
  }
  if (run.threads > 0 && run.in_flight < run.threads) {
    add_warning(findings, document.in_flight_mark, "run.in_flight",
                std::to_string(run.in_flight) + " events in flight cannot keep " +
                    std::to_string(run.threads) + " threads busy",
                "use auto, or at least the number of threads");
  }
}

}  // namespace trackloom::plan
