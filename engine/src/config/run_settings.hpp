// The `run:` section and the values it shares with stages.
#pragma once

#include <string>

#include "config/node.hpp"
#include "trackloom/plan.hpp"

namespace trackloom::config {

struct ErrorPolicyValue {
  ErrorPolicy policy = ErrorPolicy::skip;
  unsigned retries = 0;
};

RunSettings read_run_settings(const Node& run, Findings& findings);

// skip | abort | retry N. Null with a finding otherwise.
std::optional<ErrorPolicyValue> read_error_policy(const Node& node, const std::string& path,
                                                  Findings& findings);

// A whole number from `low` to `high`. Null with a finding otherwise.
std::optional<unsigned> read_count(const Node& node, unsigned low, unsigned high,
                                   const std::string& path, Findings& findings);

inline constexpr unsigned most_in_flight = 4096;
inline constexpr unsigned most_threads = 4096;

}  // namespace trackloom::config
