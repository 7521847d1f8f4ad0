#include "trackloom/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <mutex>

namespace trackloom {
namespace {

spdlog::level::level_enum initial_level() {
  const char* text = std::getenv("TRACKLOOM_LOG");
  return text == nullptr ? spdlog::level::warn : spdlog::level::from_str(text);
}

}  // namespace

std::shared_ptr<spdlog::logger> logger(const std::string& name) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  if (auto existing = spdlog::get(name)) return existing;
  auto made = spdlog::stderr_color_mt(name);
  made->set_pattern("%H:%M:%S.%e %^%l%$ %n: %v");
  made->set_level(initial_level());
  return made;
}

void set_log_level(const std::string& level) {
  const auto value = spdlog::level::from_str(level);
  spdlog::set_level(value);
}

}  // namespace trackloom
