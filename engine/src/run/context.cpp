#include "run/context.hpp"

namespace trackloom {

void StatusBoard::set(const std::string& stage, const std::string& text) {
  const std::lock_guard lock(mutex_);
  texts_[stage] = text;
}

std::string StatusBoard::line() const {
  const std::lock_guard lock(mutex_);
  std::string line;
  for (const auto& [stage, text] : texts_) {
    if (!line.empty()) line += ", ";
    line += stage + ": " + text;
  }
  return line;
}

}  // namespace trackloom
