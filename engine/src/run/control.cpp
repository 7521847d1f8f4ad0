#include "run/control.hpp"

namespace trackloom {

void RunControl::abort(const std::string& message) {
  const std::lock_guard lock(mutex_);
  if (abort_message_.empty()) abort_message_ = message;
  ended_.store(true, std::memory_order_relaxed);
  aborted_.store(true, std::memory_order_relaxed);
}

void RunControl::end_early(const std::string& message) {
  const std::lock_guard lock(mutex_);
  if (early_end_message_.empty()) early_end_message_ = message;
  ended_.store(true, std::memory_order_relaxed);
}

std::string RunControl::abort_message() const {
  const std::lock_guard lock(mutex_);
  return abort_message_;
}

std::string RunControl::early_end_message() const {
  const std::lock_guard lock(mutex_);
  return early_end_message_;
}

}  // namespace trackloom
