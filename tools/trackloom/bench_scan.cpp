#include "bench_scan.hpp"

#include <charconv>
#include <stdexcept>

namespace {

unsigned count_of(const std::string& key, const std::string& text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value > 0) return value;
  throw std::invalid_argument("--scan " + key + ": '" + text + "' is not a number from 1");
}

}  // namespace

Scan parse_scan(const std::string& text) {
  const std::size_t equal = text.find('=');
  if (equal == std::string::npos || equal == 0 || equal + 1 == text.size()) {
    throw std::invalid_argument("--scan " + text + ": expected KEY=VALUE,VALUE,...");
  }
  Scan scan{text.substr(0, equal), {""}};
  int depth = 0;
  for (const char c : text.substr(equal + 1)) {
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    if (c == ',' && depth == 0) {
      scan.values.emplace_back();
    } else {
      scan.values.back() += c;
    }
  }
  for (const std::string& value : scan.values) {
    if (value.empty()) throw std::invalid_argument("--scan " + text + ": a value is empty");
    if (scan.key == "threads" || scan.key == "in_flight") count_of(scan.key, value);
  }
  return scan;
}

std::vector<Choice> combinations(const std::vector<Scan>& scans) {
  std::vector<Choice> all(1);
  for (const Scan& scan : scans) {
    std::vector<Choice> longer;
    for (const Choice& choice : all) {
      for (const std::string& value : scan.values) {
        longer.push_back(choice);
        longer.back().emplace_back(scan.key, value);
      }
    }
    all = std::move(longer);
  }
  return all;
}

void apply(const Choice& choice, trackloom::LoadOptions& options) {
  for (const auto& [key, value] : choice) {
    if (key == "threads") {
      options.threads = count_of(key, value);
    } else if (key == "in_flight") {
      options.in_flight = count_of(key, value);
    } else if (key == "variant") {
      options.variants.push_back(value);
    } else {
      options.set.push_back(key + "=" + value);
    }
  }
}

std::string text_of(const Choice& choice) {
  std::string text;
  for (const auto& [key, value] : choice) text += (text.empty() ? "" : " ") + key + "=" + value;
  return text;
}
