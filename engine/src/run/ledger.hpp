// Books of a run: every event read ends as written, failed or skipped, and says why.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "run/control.hpp"
#include "trackloom/event.hpp"
#include "trackloom/plan.hpp"

namespace trackloom {

struct QuarantineEntry {
  std::uint64_t sequence = 0;
  std::uint64_t id = 0;
  std::string stage;
  FailureKind kind = FailureKind::failed;
  std::string error;
};

struct EventCounts {
  std::uint64_t read = 0, written = 0, failed = 0, skipped = 0;
  std::uint64_t finished() const { return written + failed + skipped; }
  bool balanced() const { return read == finished(); }
};

// Thread-safe.
class Ledger {
 public:
  Ledger(const Plan& plan, RunControl& control) : plan_(plan), control_(control) {}

  void opened() noexcept { read_.fetch_add(1, std::memory_order_relaxed); }
  // Books the event under what became of it. Ends the run early at an absolute failure limit.
  void closed(const Event& event);

  EventCounts counts() const noexcept;
  // Sorted by sequence, so that equal runs leave equal files.
  std::vector<QuarantineEntry> quarantine() const;
  // Empty, or how the failures exceed the percentage that the pipeline accepts.
  std::string judge_percentage() const;

 private:
  const Plan& plan_;
  RunControl& control_;
  std::atomic<std::uint64_t> read_{0}, written_{0}, failed_{0}, skipped_{0};
  mutable std::mutex mutex_;
  std::vector<QuarantineEntry> quarantine_;
};

}  // namespace trackloom
