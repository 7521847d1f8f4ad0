#include "config/suggest.hpp"

#include <algorithm>
#include <vector>

namespace trackloom::config {
namespace {

// Longer names are not compared: the cost is quadratic and a typo in them is visible anyway.
constexpr std::size_t longest_name = 100;

// Optimal string alignment distance, row by row.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string did_you_mean(std::string_view name, std::span<const std::string> known) {
  if (name.empty() || name.size() > longest_name) return {};
  const std::size_t limit = std::max<std::size_t>(1, name.size() / 3);
  const std::string* best = nullptr;
  std::size_t best_distance = limit + 1;
  for (const std::string& candidate : known) {
    if (candidate.size() > longest_name) continue;
    const std::size_t d = distance(name, candidate);
    if (d < best_distance || (d == best_distance && best != nullptr && candidate < *best)) {
      best = &candidate;
      best_distance = d;
    }
  }
  return best == nullptr ? std::string() : "did you mean '" + *best + "'?";
}

std::string list_of(std::span<const std::string> names) {
  if (names.empty()) return "none";
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

}  // namespace trackloom::config
