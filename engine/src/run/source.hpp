// The plan's source: which events it yields to the run, one after the other.
#pragma once

#include <cstdint>
#include <unordered_set>

#include "run/ledger.hpp"
#include "run/stage_call.hpp"
#include "trackloom/run.hpp"

namespace trackloom {

// Not thread-safe: the feeders see to it that one thread at a time reads.
class Source {
 public:
  Source(StageCall& call, const RunOptions& options, RunControl& control, Ledger& ledger);

  // Once, before the source begins, since it may then start to read ahead: restricts it to the
  // wanted events where it knows how to. Throws std::runtime_error where the source refuses.
  void prepare();

  enum class Next { event, failed, end };
  // Fills the flight with the next wanted event, numbers and books it. `failed`: the source gave
  // this event up (the flight is a tombstone). `thread`: the worker that reads, -1: none of them.
  Next read(Flight& flight, int thread) noexcept;

  // Events that will be read at most; -1: unknown.
  std::int64_t expected() const noexcept { return expected_; }

 private:
  bool wanted(const EventInfo& info) noexcept;
  bool failing_for_good() noexcept;

  StageCall& call_;
  const RunOptions& options_;
  RunControl& control_;
  Ledger& ledger_;
  std::unordered_set<std::uint64_t> only_;  // what the engine has to filter itself
  bool filter_ = false;
  std::uint64_t to_skip_ = 0;  // what the engine has to pass over itself
  std::uint64_t next_sequence_ = 0;
  std::uint64_t failures_in_a_row_ = 0;
  std::int64_t expected_ = -1;
};

}  // namespace trackloom
