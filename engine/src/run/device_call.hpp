// One hand-over to a device: the engine's end of a Completion.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "trackloom/async.hpp"

namespace trackloom {

// Completions that came a second time, or after acquire had failed. Shared with the completions,
// because a device may keep one for longer than the run.
struct LateCompletions {
  explicit LateCompletions(std::string name) : stage(std::move(name)) {}
  const std::string stage;
  std::atomic<std::uint64_t> count{0};
};

// Two things must have happened before `resume` is called, once, by whichever comes last: acquire
// has returned and the device has completed. A device may complete while acquire still runs, even
// from inside it; produce must not use the lane next to it.
class DeviceCall final : public CompletionTarget {
 public:
  DeviceCall(std::function<void()> resume, std::shared_ptr<LateCompletions> late)
      : resume_(std::move(resume)), late_(std::move(late)) {}

  // Any thread, any number of times: the first counts.
  void complete(std::string error) noexcept override;

  // Acquire has returned normally. The flight may be gone when this returns.
  void handed_over() noexcept;
  // Acquire has failed: nothing that the device says later counts, resume is never called.
  void cancel() noexcept;

  // After resume: empty, or why the device could not do it.
  const std::string& error() const noexcept { return error_; }

 private:
  static constexpr unsigned completed = 1, returned = 2, cancelled = 4;

  std::function<void()> resume_;
  std::shared_ptr<LateCompletions> late_;
  std::string error_;
  std::atomic<bool> claimed_{false};
  std::atomic<unsigned> state_{0};
};

}  // namespace trackloom
