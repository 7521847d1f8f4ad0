#include "run/source.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace trackloom {
namespace {

// A source that fails so many times without one good event between is taken to be stuck.
constexpr std::uint64_t most_failures_in_a_row = 1000;

}  // namespace

Source::Source(StageCall& call, const RunOptions& options, RunControl& control, Ledger& ledger)
    : call_(call), options_(options), control_(control), ledger_(ledger) {}

void Source::prepare() {
  const PlannedStage& stage = call_.stage();
  void* self = stage.instance.get();
  const std::int64_t size = stage.entry->size(self);
  const auto refuse = [&](const Failure& failure) {
    throw std::runtime_error("source " + stage.name + ": " + failure.message);
  };
  Failure failure;
  if (options_.only_set) {
    if (stage.entry->only == nullptr) {
      only_.insert(options_.only.begin(), options_.only.end());
      filter_ = true;
    } else if (!stage.entry->only(self, options_.only.data(), options_.only.size(), failure)) {
      refuse(failure);
    }
  }
  // A filter of the engine's comes first, so that it must do the passing over as well.
  to_skip_ = options_.skip;
  if (to_skip_ > 0 && !filter_ && stage.entry->skip != nullptr) {
    if (!stage.entry->skip(self, to_skip_, failure)) refuse(failure);
    to_skip_ = 0;
  }
  const auto skip = static_cast<std::int64_t>(options_.skip);
  if (options_.only_set) {
    expected_ = std::max<std::int64_t>(0, static_cast<std::int64_t>(options_.only.size()) - skip);
  } else if (size >= 0) {
    expected_ = std::max<std::int64_t>(0, size - skip);
  }
  if (options_.events > 0) {
    const auto limit = static_cast<std::int64_t>(options_.events);
    expected_ = expected_ < 0 ? limit : std::min(expected_, limit);
  }
}

bool Source::wanted(const EventInfo& info) noexcept {
  if (filter_ && only_.find(info.id) == only_.end()) return false;
  if (to_skip_ == 0) return true;
  --to_skip_;
  return false;
}

bool Source::failing_for_good() noexcept {
  return ++failures_in_a_row_ >= most_failures_in_a_row;
}

Source::Next Source::read(Flight& flight, int thread) noexcept {
  if (options_.events > 0 && next_sequence_ >= options_.events) return Next::end;
  while (control_.reading()) {
    const PlannedStage& stage = call_.stage();
    Failure failure;
    call_.started(flight, now_ns());
    flight.records[call_.index()].thread = thread;
    const CallResult result =
        stage.entry->call(stage.instance.get(), flight.event, stage.slots.data(), failure);
    if (result == CallResult::end) {
      call_.cancelled(flight);
      return Next::end;
    }
    if (result == CallResult::failed && failing_for_good()) {
      failure.kind = FailureKind::fatal;
      failure.message = "failed " + std::to_string(failures_in_a_row_) +
                        " times in a row; the last time: " + failure.message;
    }
    if (result == CallResult::done) failures_in_a_row_ = 0;
    EventInfo& info = flight.event.info();
    if (failure.kind != FailureKind::fatal && !wanted(info)) {
      call_.cancelled(flight);
      flight.event.recycle();
      flight.records[call_.index()].ready.store(now_ns(), std::memory_order_relaxed);
      continue;
    }
    call_.ended(flight, now_ns());
    info.sequence = next_sequence_++;
    flight.id.store(info.id, std::memory_order_relaxed);
    ledger_.opened();
    if (result == CallResult::done) {
      call_.add_bytes(flight);
      return Next::event;
    }
    // A second call would read the next event: a source is not tried again.
    call_.failed_for_good(flight, std::move(failure));
    return Next::failed;
  }
  return Next::end;
}

}  // namespace trackloom
