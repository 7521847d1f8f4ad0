#include "config/run_settings.hpp"

#include "config/keys.hpp"
#include "config/scalar.hpp"
#include "config/suggest.hpp"

namespace trackloom::config {
namespace {

constexpr unsigned most_retries = 100;

bool is_text(const Node& node, std::string_view text) {
  return node.kind == NodeKind::scalar && node.text == text;
}

unsigned read_count_or_auto(const Node& node, unsigned high, const std::string& path,
                            Findings& findings) {
  if (is_text(node, "auto")) return 0;
  return read_count(node, 1, high, path, findings).value_or(0);
}

void read_order(const Node& node, RunSettings& settings, Findings& findings) {
  if (is_text(node, "input") || is_text(node, "any")) {
    settings.input_order = node.text == "input";
    return;
  }
  add_error(findings, node.mark, "run.order", describe(node) + " is not one of input, any");
}

void read_max_failures(const Node& node, RunSettings& settings, Findings& findings) {
  std::string why;
  if (node.kind == NodeKind::scalar && node.text.ends_with('%')) {
    Node number = node;
    number.text.pop_back();
    number.quoted = false;
    const std::optional<double> percent = to_real(number, why);
    if (percent && *percent >= 0 && *percent <= 100) {
      settings.max_failures.percent = *percent;
      return;
    }
  } else if (const auto count = to_integer(node, why); count && *count >= 0) {
    settings.max_failures.count = static_cast<std::uint64_t>(*count);
    return;
  }
  add_error(findings, node.mark, "run.max_failures",
            describe(node) + " is not a number of events or a percentage such as 1%");
}

void read_timeout(const Node& node, const std::string& key, std::chrono::duration<double>& target,
                  Findings& findings) {
  std::string why;
  const std::optional<double> seconds = to_real(node, why);
  if (seconds && *seconds >= 0) {
    target = std::chrono::duration<double>(*seconds);
    return;
  }
  if (why.empty()) why = describe(node) + " is negative";
  add_error(findings, node.mark, "run." + key, why, "seconds; 0: no limit");
}

}  // namespace

std::optional<unsigned> read_count(const Node& node, unsigned low, unsigned high,
                                   const std::string& path, Findings& findings) {
  std::string why;
  const std::optional<std::int64_t> value = to_integer(node, why);
  if (value && *value >= low && *value <= high) return static_cast<unsigned>(*value);
  if (why.empty()) {
    why =
        describe(node) + " is not between " + std::to_string(low) + " and " + std::to_string(high);
  }
  add_error(findings, node.mark, path, why);
  return std::nullopt;
}

std::optional<ErrorPolicyValue> read_error_policy(const Node& node, const std::string& path,
                                                  Findings& findings) {
  if (is_text(node, "skip")) return ErrorPolicyValue{ErrorPolicy::skip, 0};
  if (is_text(node, "abort")) return ErrorPolicyValue{ErrorPolicy::abort, 0};
  if (node.kind == NodeKind::scalar && node.text.starts_with("retry ")) {
    Node number = make_scalar(node.text.substr(6), node.mark);
    const auto retries = read_count(number, 1, most_retries, path, findings);
    if (!retries) return std::nullopt;
    return ErrorPolicyValue{ErrorPolicy::retry, *retries};
  }
  add_error(findings, node.mark, path,
            describe(node) + " is not one of skip, abort, retry N (such as retry 2)");
  return std::nullopt;
}

RunSettings read_run_settings(const Node& run, Findings& findings) {
  RunSettings settings;
  if (!check_keys(run, run_keys(), "run", findings)) return settings;
  for (const Entry& entry : run.entries) {
    const std::string path = "run." + entry.key;
    if (entry.key == "threads") {
      settings.threads = read_count_or_auto(entry.value, most_threads, path, findings);
    } else if (entry.key == "in_flight") {
      settings.in_flight = read_count_or_auto(entry.value, most_in_flight, path, findings);
    } else if (entry.key == "order") {
      read_order(entry.value, settings, findings);
    } else if (entry.key == "on_error") {
      if (const auto policy = read_error_policy(entry.value, path, findings)) {
        settings.on_error = policy->policy;
        settings.retries = policy->retries;
      }
    } else if (entry.key == "max_failures") {
      read_max_failures(entry.value, settings, findings);
    } else if (entry.key == "first_event_timeout_s") {
      read_timeout(entry.value, entry.key, settings.first_event_timeout, findings);
    } else if (entry.key == "event_timeout_s") {
      read_timeout(entry.value, entry.key, settings.event_timeout, findings);
    }
  }
  return settings;
}

}  // namespace trackloom::config
