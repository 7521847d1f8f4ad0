#include "config/keys.hpp"

#include <algorithm>
#include <vector>

#include "config/suggest.hpp"

namespace trackloom::config {

std::span<const std::string> document_keys() {
  static const std::vector<std::string> keys = {"pipeline", "doc", "include", "variants", "vars",
                                                "plugins",  "run", "source",  "stages",   "sinks"};
  return keys;
}

std::span<const std::string> overlay_keys() {
  static const std::vector<std::string> keys = {"doc",    "vars",   "plugins", "run",
                                                "source", "stages", "sinks"};
  return keys;
}

std::span<const std::string> run_keys() {
  static const std::vector<std::string> keys = {
      "threads",        "in_flight", "order", "on_error", "max_failures", "first_event_timeout_s",
      "event_timeout_s"};
  return keys;
}

std::span<const std::string> source_keys() {
  static const std::vector<std::string> keys = {"use", "params", "on_error"};
  return keys;
}

std::span<const std::string> stage_keys() {
  static const std::vector<std::string> keys = {"name",     "use",      "params", "in",
                                                "replaces", "on_error", "lanes",  "concurrency"};
  return keys;
}

std::span<const std::string> sink_keys() {
  static const std::vector<std::string> keys = {"name", "use", "params", "in", "on_error"};
  return keys;
}

bool check_keys(const Node& map, std::span<const std::string> known, const std::string& path,
                Findings& findings) {
  if (map.kind != NodeKind::map) {
    add_error(findings, map.mark, path, "expected a map, found " + describe(map),
              "known keys: " + list_of(known));
    return false;
  }
  for (const Entry& entry : map.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    const std::string closest = did_you_mean(entry.key, known);
    add_error(findings, entry.mark, join(path, entry.key), "unknown key '" + entry.key + "'",
              closest.empty() ? "known keys: " + list_of(known) : closest);
  }
  return true;
}

}  // namespace trackloom::config
