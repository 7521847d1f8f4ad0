#include "track_fitting/field_map.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <stdexcept>
#include <string_view>

namespace trackloom::track_fitting {
namespace {

constexpr std::size_t max_nodes = 10'000'000;

[[noreturn]] void fail(const std::string& path, std::size_t line, const std::string& what) {
  throw std::runtime_error(path + (line > 0 ? ":" + std::to_string(line) : "") + ": " + what);
}

using Line = std::array<double, 4>;

Line parse(std::string_view text, const std::string& path, std::size_t number) {
  Line values{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto [next, error] = std::from_chars(at, end, values[i]);
    const bool last = i + 1 == values.size();
    if (error != std::errc{} || !std::isfinite(values[i]) ||
        (last ? next != end : next == end || *next != ',')) {
      fail(path, number, "expected four finite numbers r,z,Br,Bz separated by commas");
    }
    at = next + 1;
  }
  return values;
}

void strip(std::string& text) {
  if (!text.empty() && text.back() == '\r') text.pop_back();
}

}  // namespace

std::pair<std::size_t, double> FieldMap::Axis::find(double x) const noexcept {
  const double place = std::clamp((x - first) / step, 0.0, static_cast<double>(count - 1));
  const auto below = std::min(static_cast<std::size_t>(place), count - 2);
  return {below, place - static_cast<double>(below)};
}

// The distinct values of a column must be evenly spaced.
FieldMap::Axis FieldMap::axis(std::vector<double> values, const std::string& path,
                              const char* name) {
  std::sort(values.begin(), values.end());
  constexpr double same = 1e-6;  // mm
  const auto close = [](double a, double b) { return b - a < same; };
  values.erase(std::unique(values.begin(), values.end(), close), values.end());
  if (values.size() < 2) fail(path, 0, std::string("fewer than two nodes along ") + name);
  const double step = (values.back() - values.front()) / static_cast<double>(values.size() - 1);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double expected = values.front() + step * static_cast<double>(i);
    if (std::abs(values[i] - expected) > 1e-3 * step) {
      fail(path, 0,
           std::string("nodes along ") + name + " are not evenly spaced: one at " +
               std::to_string(values[i]) + " mm where " + std::to_string(expected) +
               " mm is expected");
    }
  }
  return {values.front(), step, values.size()};
}

FieldMap FieldMap::read(const std::string& path) {
  std::ifstream file(path);
  std::string text;
  if (!std::getline(file, text)) fail(path, 0, "cannot be read, or is empty");
  strip(text);
  if (text != "r,z,Br,Bz") fail(path, 1, "the header is '" + text + "', expected 'r,z,Br,Bz'");
  std::vector<Line> lines;
  std::vector<double> r, z;
  for (std::size_t number = 2; std::getline(file, text); ++number) {
    strip(text);
    if (text.empty()) continue;
    if (lines.size() == max_nodes) fail(path, number, "more than ten million nodes");
    lines.push_back(parse(text, path, number));
    if (lines.back()[0] < 0) fail(path, number, "r is negative");
    r.push_back(lines.back()[0]);
    z.push_back(lines.back()[1]);
  }
  FieldMap map;
  map.r_ = axis(std::move(r), path, "r");
  map.z_ = axis(std::move(z), path, "z");
  const std::size_t count = map.r_.count * map.z_.count;
  if (lines.size() != count) {
    fail(path, 0,
         std::to_string(lines.size()) + " nodes, expected " + std::to_string(map.r_.count) +
             " along r times " + std::to_string(map.z_.count) + " along z");
  }
  map.nodes_.resize(count);
  std::vector<char> seen(count, 0);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto index = [](const Axis& axis, double x) {
      return static_cast<std::size_t>(std::llround((x - axis.first) / axis.step));
    };
    const std::size_t node = index(map.r_, lines[i][0]) * map.z_.count + index(map.z_, lines[i][1]);
    if (seen[node])
      fail(path, 0,
           "the node of r " + std::to_string(lines[i][0]) + ", z " + std::to_string(lines[i][1]) +
               " is listed twice");
    seen[node] = 1;
    map.nodes_[node] = {lines[i][2], lines[i][3]};
  }
  return map;
}

FieldMap::Value FieldMap::at(double r, double z) const noexcept {
  const auto [i, a] = r_.find(r);
  const auto [j, b] = z_.find(z);
  const Value* low = &nodes_[i * z_.count + j];
  const Value* high = low + z_.count;
  const auto mix = [&](double Value::*part) {
    return (1 - a) * ((1 - b) * low[0].*part + b * low[1].*part) +
           a * ((1 - b) * high[0].*part + b * high[1].*part);
  };
  return {mix(&Value::radial), mix(&Value::axial)};
}

}  // namespace trackloom::track_fitting
