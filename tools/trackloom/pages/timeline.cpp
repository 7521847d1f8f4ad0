#include "pages/timeline.hpp"

#include <algorithm>
#include <map>

#include "pages/axis.hpp"
#include "pages/html.hpp"
#include "pages/svg.hpp"

namespace pages {
namespace {

constexpr double width = 1160, left = 92, right = 10, row = 30, head = 24, foot = 42;
constexpr double letter = 6.2;  // width of a character of a label

std::map<std::uint64_t, int> colours_of(const std::vector<Slice>& slices) {
  std::vector<std::pair<double, std::uint64_t>> starts;
  for (const Slice& s : slices) starts.emplace_back(s.start_ms, s.event);
  std::sort(starts.begin(), starts.end());
  std::map<std::uint64_t, int> colours;
  for (const auto& [start, event] : starts) {
    colours.try_emplace(event, static_cast<int>(colours.size()) % 6);
  }
  return colours;
}

}  // namespace

std::size_t events_at_once(const Timeline& timeline) {
  // An event is at work from its first slice's start to its last one's end.
  std::map<std::uint64_t, std::pair<double, double>> spans;
  for (const Slice& s : timeline.slices) {
    auto& [start, end] = spans.try_emplace(s.event, s.start_ms, s.end_ms).first->second;
    start = std::min(start, s.start_ms);
    end = std::max(end, s.end_ms);
  }
  std::vector<std::pair<double, int>> steps;
  for (const auto& [event, span] : spans) {
    steps.emplace_back(span.first, 1);
    steps.emplace_back(span.second, -1);
  }
  std::sort(steps.begin(), steps.end());  // at equal times ends come first
  int now = 0, most = 0;
  for (const auto& [time, step] : steps) most = std::max(most, now += step);
  return static_cast<std::size_t>(most);
}

std::string timeline(const Timeline& timeline, const std::string& title) {
  double last = 0;
  for (const Slice& s : timeline.slices) last = std::max(last, s.end_ms);
  const auto colours = colours_of(timeline.slices);
  const double tall = head + row * static_cast<double>(timeline.tracks.size()) + foot;
  const Axis axis(0, last > 0 ? last : 1, false);
  const auto px = [&](double ms) { return left + axis.position(ms) * (width - left - right); };
  std::string out =
      "<figure class=\"wide timeline\"><figcaption>" + escape(title) + "</figcaption>\n" +
      formatted("<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"", width, tall) +
      escape(title) + "\">\n";
  double x = left;
  for (const auto& [event, colour] : colours) {
    const std::string name = "event " + std::to_string(event);
    if (x + 100 > width) break;  // the tooltips know the others
    out += formatted(
        "<g class=\"c%d\"><rect class=\"bar\" x=\"%.1f\" y=\"4\" width=\"12\" "
        "height=\"10\"/><text x=\"%.1f\" y=\"13\">%s</text></g>\n",
        colour, x, x + 16, name.c_str());
    x += 30 + static_cast<double>(name.size()) * letter;
  }
  const double floor = tall - foot;
  for (const Tick& tick : axis.ticks(10)) {
    out += formatted(
        "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>"
        "<text class=\"tick\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>\n",
        px(tick.value), head, px(tick.value), floor, px(tick.value), floor + 15,
        tick.label.c_str());
  }
  out += formatted("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">ms</text>\n",
                   (left + width) / 2, tall - 8);
  for (std::size_t t = 0; t < timeline.tracks.size(); ++t) {
    out += formatted("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">", left - 6,
                     head + row * static_cast<double>(t) + 20) +
           escape(timeline.tracks[t]) + "</text>\n";
  }
  for (const Slice& s : timeline.slices) {
    const double from = px(s.start_ms), wide = std::max(0.5, px(s.end_ms) - from);
    const double y = head + row * static_cast<double>(s.track) + 3;
    out += formatted("<g class=\"c%d\"><title>", colours.at(s.event)) +
           escape(s.stage + ", event " + std::to_string(s.event) +
                  formatted(": %.2f ms, from %.2f to %.2f ms", s.end_ms - s.start_ms, s.start_ms,
                            s.end_ms)) +
           formatted(
               "</title><rect class=\"slice\" x=\"%.2f\" y=\"%.1f\" width=\"%.2f\" "
               "height=\"%.1f\"/>",
               from, y, wide, row - 6);
    if (wide > static_cast<double>(s.stage.size()) * letter + 8) {
      out += formatted("<text x=\"%.1f\" y=\"%.1f\" class=\"on\">", from + 4, y + 16) +
             escape(s.stage) + "</text>";
    }
    out += "</g>\n";
  }
  return out + "</svg></figure>\n";
}

}  // namespace pages
