#include "run/ledger.hpp"

#include <algorithm>

namespace trackloom {
namespace {

std::string number(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

void Ledger::closed(const Event& event) {
  if (event.alive()) {
    written_.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  const bool skipped = event.failure().kind == FailureKind::skipped;
  {
    const std::lock_guard lock(mutex_);
    quarantine_.push_back(
        {event.info().sequence, event.info().id, plan_.stages[event.failed_stage()].name,
         skipped ? FailureKind::skipped : FailureKind::failed, event.failure().message});
  }
  if (skipped) {
    skipped_.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  const std::uint64_t failed = failed_.fetch_add(1, std::memory_order_relaxed) + 1;
  const auto& limit = plan_.run.max_failures.count;
  if (limit && failed > *limit) {
    control_.end_early("more than " + std::to_string(*limit) +
                       " events failed (run.max_failures); no further event was read");
  }
}

EventCounts Ledger::counts() const noexcept {
  // Read last, so that a look at a run in progress never finds more finished than read.
  EventCounts counts;
  counts.written = written_.load(std::memory_order_relaxed);
  counts.failed = failed_.load(std::memory_order_relaxed);
  counts.skipped = skipped_.load(std::memory_order_relaxed);
  counts.read = read_.load(std::memory_order_relaxed);
  return counts;
}

std::vector<QuarantineEntry> Ledger::quarantine() const {
  std::vector<QuarantineEntry> entries;
  {
    const std::lock_guard lock(mutex_);
    entries = quarantine_;
  }
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.sequence < b.sequence; });
  return entries;
}

std::string Ledger::judge_percentage() const {
  const auto& limit = plan_.run.max_failures.percent;
  const EventCounts counts = this->counts();
  if (!limit ||
      static_cast<double>(counts.failed) * 100.0 <= *limit * static_cast<double>(counts.read)) {
    return {};
  }
  return std::to_string(counts.failed) + " of " + std::to_string(counts.read) +
         " events failed, more than the accepted " + number(*limit) + " % (run.max_failures)";
}

}  // namespace trackloom
