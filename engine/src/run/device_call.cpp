#include "run/device_call.hpp"

#include <utility>

#include "trackloom/log.hpp"

namespace trackloom {

void DeviceCall::complete(std::string error) noexcept {
  if (claimed_.exchange(true, std::memory_order_acq_rel)) {
    const std::uint64_t count = late_->count.fetch_add(1, std::memory_order_relaxed) + 1;
    logger(late_->stage)
        ->warn("a completion that had been used or cancelled is ignored ({} so far)", count);
    return;
  }
  error_ = std::move(error);
  const unsigned before = state_.fetch_or(completed, std::memory_order_acq_rel);
  if (before == returned) resume_();
}

void DeviceCall::handed_over() noexcept {
  const unsigned before = state_.fetch_or(returned, std::memory_order_acq_rel);
  if (before == completed) resume_();
}

void DeviceCall::cancel() noexcept {
  claimed_.store(true, std::memory_order_release);
  state_.fetch_or(cancelled, std::memory_order_acq_rel);
}

}  // namespace trackloom
