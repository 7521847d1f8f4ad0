#include "reporting/report_page.hpp"

#include <algorithm>

#include "pages/chart.hpp"
#include "pages/html.hpp"
#include "reporting/physics_page.hpp"
#include "reporting/tables.hpp"

namespace reporting {
namespace {

using nlohmann::ordered_json;
using pages::escape;
using pages::number;

std::string card(const std::string& value, const std::string& label) {
  return "<div class=\"card\"><b>" + value + "</b><span>" + escape(label) + "</span></div>\n";
}

// The metric of that name of the first stage that has it; empty without.
std::string metric(const ordered_json& report, const std::string& name) {
  for (const auto& [key, value] : report["metrics"].items()) {
    if (key.ends_with("." + name)) return number(value.get<double>());
  }
  return {};
}

std::string cards(const ordered_json& report) {
  const auto& events = report["events"];
  std::string out = "<div class=\"cards\">\n";
  out += card(number(events.value("read", 0.0)), "events read");
  if (events.value("failed", 0.0) > 0) out += card(number(events.value("failed", 0.0)), "failed");
  if (events.value("skipped", 0.0) > 0)
    out += card(number(events.value("skipped", 0.0)), "skipped");
  out += card(number(report.value("events_per_second", 0.0)), "events per second");
  out += card(number(report.value("wall_s", 0.0)) + " s", "from first byte to last");
  out += card(number(report.value("peak_rss_mb", 0.0)) + " MB", "memory at most");
  for (const auto& [name, label] :
       {std::pair("score", "TrackML score"),
        std::pair("efficiency_all_pt1.0", "efficiency, pT > 1 GeV"),
        std::pair("efficiency_all_pt0.5", "efficiency, pT > 0.5 GeV"),
        std::pair("fake_rate", "fake rate"), std::pair("duplicate_rate", "duplicates")}) {
    const std::string value = metric(report, name);
    if (!value.empty()) out += card(value, label);
  }
  return out + "</div>\n";
}

void add_timeline(pages::Page& page, const RunRecord& record) {
  page.section("Timeline");
  if (!record.timeline) {
    page.note("The run wrote no trace. Run it with --trace " +
              (record.folder / "trace.json").string() + " to see which thread did what when.");
    return;
  }
  const pages::Timeline& timeline = *record.timeline;
  page.paragraph(
      "The first events of the run: each block is a stage at work on one event, and the "
      "colour is the event. Up to " +
      std::to_string(pages::events_at_once(timeline)) + " events were under way at one time.");
  page.add(pages::timeline(timeline, "What every thread and lane did"));
}

void add_stages(pages::Page& page, const ordered_json& report) {
  page.section("Time and memory per stage");
  std::vector<pages::Bar> times, memory;
  std::vector<std::vector<std::string>> rows;
  const std::string bottleneck = report.value("bottleneck", "");
  for (const auto& stage : report["stages"]) {
    const std::string name = stage.value("name", "");
    const ordered_json time = stage.value("time_ms", ordered_json::object());
    const double mean = time.value("mean", 0.0), bytes = stage.value("bytes_per_event", 0.0);
    times.push_back({name, mean, number(mean), name + ": " + number(mean) + " ms per event",
                     name == bottleneck ? 1 : 0});
    if (bytes > 0) {
      memory.push_back({name, bytes * 1e-6, pages::size_text(bytes),
                        name + ": products of " + pages::size_text(bytes) + " per event", 2});
    }
    rows.push_back({escape(name) + (name == bottleneck ? " *" : ""),
                    escape(stage.value("stage", "")), number(stage.value("calls", 0.0)),
                    number(stage.value("failures", 0.0)), number(mean),
                    number(time.value("p50", 0.0)), number(time.value("p99", 0.0)),
                    number(stage.value("wait_ms", 0.0)), pages::size_text(bytes)});
  }
  page.add(
      pages::row_of_charts({pages::bars("Mean time per event", "ms", times),
                            pages::bars("Memory of what a stage makes, per event", "MB", memory)}));
  page.add(pages::table(
      {"stage", "uses", "calls", "failures", "mean (ms)", "p50", "p99", "waited (ms)", "memory"},
      rows, 2));
  if (!bottleneck.empty()) {
    page.add("<p class=\"small\">* the bottleneck: busiest per unit of its concurrency. " +
             number(report.value("threads", 0.0)) + " threads, " +
             number(report.value("in_flight", 0.0)) + " events in flight.</p>\n");
  }
}

void add_provenance(pages::Page& page, const RunRecord& record, const std::string& drawing) {
  const ordered_json& report = record.report;
  page.section("Configuration and provenance");
  if (!drawing.empty()) page.add("<figure class=\"drawing\">" + drawing + "</figure>\n");
  std::vector<std::vector<std::string>> rows{
      {"pipeline", escape(report.value("pipeline", ""))},
      {"configuration hash", "<code>" + escape(report.value("config_hash", "")) + "</code>"}};
  const ordered_json provenance = report.value("provenance", ordered_json::object());
  if (provenance.empty()) {
    page.note("The run was made by a version that does not record where and with what it ran.");
  }
  for (const auto& [key, value] : provenance.items()) {
    if (value.is_array()) continue;
    std::string name = key;
    std::replace(name.begin(), name.end(), '_', ' ');
    rows.push_back({escape(name), value.is_string() ? escape(value.get<std::string>())
                                                    : number(value.get<double>())});
  }
  page.add(pages::table({"", ""}, rows, 2));
  rows.clear();
  for (const auto& plugin : provenance.value("plugins", ordered_json::array())) {
    rows.push_back({escape(plugin.value("name", "")), escape(plugin.value("version", ""))});
  }
  if (!rows.empty()) page.add(pages::table({"plugin", "version"}, rows, 2));
  rows.clear();
  for (const auto& file : provenance.value("files", ordered_json::array())) {
    rows.push_back({escape(file.value("stage", "") + "." + file.value("parameter", "")),
                    escape(file.value("path", "")), pages::size_text(file.value("bytes", 0.0)),
                    "<code>" + escape(file.value("hash", "")) + "</code>"});
  }
  if (!rows.empty()) page.add(pages::table({"read by", "file", "size", "hash"}, rows, 2));
  page.add(pages::folded("The pipeline as it ran", "<pre>" + escape(record.pipeline) + "</pre>"));
  if (!record.quarantine.empty()) {
    page.add(pages::folded("Events that failed or were skipped",
                           "<pre>" + escape(record.quarantine) + "</pre>"));
  }
}

}  // namespace

std::string report_page(const RunRecord& record, const std::string& drawing) {
  const ordered_json& report = record.report;
  const ordered_json provenance = report.value("provenance", ordered_json::object());
  std::string subtitle = "Trackloom run";
  if (provenance.contains("started")) {
    subtitle += " of " + provenance["started"].get<std::string>() + " on " +
                provenance.value("cpu", "") + ", " + number(report.value("threads", 0.0)) +
                " threads";
  }
  pages::Page page(report.value("pipeline", ""), subtitle);
  if (report.value("exit", 0) != 0) {
    page.note("The run did not end well (exit code " + std::to_string(report.value("exit", 0)) +
              "): " + report.value("message", ""));
  }
  page.add(cards(report));
  const std::vector<RunTable> tables = read_tables(report);
  add_physics(page, record, tables);
  add_timeline(page, record);
  add_stages(page, report);
  add_provenance(page, record, drawing);
  return page.html();
}

}  // namespace reporting
