// Logging: one spdlog logger per stage, all on standard error.
#pragma once

#include <spdlog/logger.h>

#include <memory>
#include <string>

namespace trackloom {

// The logger of that name, made on first use. Thread-safe. Levels follow TRACKLOOM_LOG
// (trace, debug, info, warn, error, off; default warn) until set_log_level.
std::shared_ptr<spdlog::logger> logger(const std::string& name);
void set_log_level(const std::string& level);

}  // namespace trackloom
