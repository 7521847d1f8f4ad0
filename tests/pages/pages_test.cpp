#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "pages/axis.hpp"
#include "pages/chart.hpp"
#include "pages/html.hpp"
#include "pages/timeline.hpp"

using namespace pages;

namespace {

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t number = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += what.size()) {
    ++number;
  }
  return number;
}

std::string labels(const Axis& axis, int wanted) {
  std::string text;
  for (const Tick& tick : axis.ticks(wanted)) text += tick.label + " ";
  return text;
}

Chart two_points() {
  Chart chart;
  chart.title = "a < b";
  chart.x_label = "x";
  chart.y_label = "y";
  Point point;
  point.x = 1;
  point.y = 2;
  point.low = 1.5;
  point.high = 2.5;
  point.tooltip = "first & only";
  Series series{"one", Drawn::points, {point}};
  point.x = 2;
  series.points.push_back(point);
  chart.series.push_back(series);
  return chart;
}

}  // namespace

TEST_CASE("text is escaped, and bytes that are no UTF-8 are replaced") {
  CHECK(escape("<a href=\"x\">&'") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
  CHECK(escape("µ") == "µ");
  CHECK(escape("a\xFF\xC3") == "a\uFFFD\uFFFD");
}

TEST_CASE("numbers are written with the digits that count") {
  CHECK(number(0.93124) == "0.9312");
  CHECK(number(12.345) == "12.35");
  CHECK(number(5) == "5");
  CHECK(number(1234567) == "1\u202F234\u202F567");
  CHECK(number(-0.5) == "\u22120.5000");
  CHECK(number(0.0000123) == "1.2e-05");
  CHECK(number(std::nan("")) == "–");
  CHECK(size_text(1234567) == "1.2 MB");
}

TEST_CASE("ticks are round numbers between the ends") {
  CHECK(labels(Axis(0, 1, false), 5) == "0 0.2 0.4 0.6 0.8 1 ");
  CHECK(labels(Axis(-4, 4, false), 5) == "−4 −2 0 2 4 ");
  CHECK(labels(Axis(0.1, 10, true), 6) == "0.1 0.2 0.5 1 2 5 10 ");
  CHECK(labels(Axis(1, 1e6, true), 6) == "1 10 100 1000 10000 10⁵ 10⁶ ");
  CHECK(Axis(0.1, 10, true).position(1) == doctest::Approx(0.5));
  CHECK(Axis(0, 4, false).position(9) == 1);
}

TEST_CASE("a chart has axes, a legend and a tooltip for every point") {
  const std::string svg = chart(two_points());
  CHECK(svg.find("a &lt; b") != std::string::npos);
  CHECK(count(svg, "<title>first &amp; only</title>") == 2);
  CHECK(count(svg, "class=\"mark\"") == 4);  // a circle and an error bar each
  CHECK(svg.find(">one</text>") != std::string::npos);
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(svg.find("inf") == std::string::npos);
}

TEST_CASE("a chart without points says so instead of drawing empty axes") {
  Chart empty = two_points();
  empty.series[0].points.clear();
  CHECK(chart(empty).find("Nothing was counted") != std::string::npos);
  CHECK(bars("t", "ms", {}).find("Nothing was measured") != std::string::npos);
  Chart logarithmic = two_points();
  logarithmic.y_log = true;
  for (Point& p : logarithmic.series[0].points) p.y = 0;
  CHECK(chart(logarithmic).find("Nothing was counted") != std::string::npos);
}

TEST_CASE("a single point and equal points make a chart with finite numbers") {
  Chart one = two_points();
  one.series[0].points.resize(1);
  one.series[0].points[0].low = one.series[0].points[0].high = 2;
  const std::string svg = chart(one);
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(svg.find("inf") == std::string::npos);
}

TEST_CASE("the timeline knows how many events overlap") {
  Timeline overlapping;
  overlapping.tracks = {"worker 0", "worker 1"};
  overlapping.slices = {{0, 0, 2, 1, "read"}, {1, 1, 3, 2, "read"}, {0, 2, 4, 3, "read"}};
  CHECK(events_at_once(overlapping) == 2);
  const std::string svg = timeline(overlapping, "t");
  CHECK(count(svg, "class=\"slice\"") == 3);
  CHECK(svg.find("read, event 2: 2.00 ms, from 1.00 to 3.00 ms") != std::string::npos);
  CHECK(events_at_once({}) == 0);
}

TEST_CASE("a page is one document without references to others") {
  Page page("Run <1>", "sub");
  page.section("First");
  page.add(chart(two_points()));
  page.note("missing");
  const std::string html = page.html();
  CHECK(html.starts_with("<!doctype html>"));
  CHECK(html.find("Run &lt;1&gt;") != std::string::npos);
  CHECK(html.find("<a href=\"#s1\">First</a>") != std::string::npos);
  CHECK(html.find("prefers-color-scheme:dark") != std::string::npos);
  for (const char* outside : {"http://", "https://", "src=", "@import", "url(", "<script"}) {
    CAPTURE(outside);
    CHECK(html.find(outside) == std::string::npos);
  }
}
