#include <cstdarg>
#include <cstdio>

#include "report/table_text.hpp"
#include "trackloom/run.hpp"

namespace trackloom {
namespace {

[[gnu::format(printf, 1, 2)]] std::string formatted(const char* format, ...) {
  char text[256];
  std::va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  return text;
}

Table stage_table(const RunReport& report) {
  Table table;
  table.title = "Time per stage and event (ms)";
  table.columns = {"stage", "uses", "calls", "failures", "mean",
                   "p50",   "p99",  "total", "wait",     "MB/event"};
  for (const StageReport& stage : report.stages) {
    table.rows.push_back({stage.name + (stage.name == report.bottleneck ? " *" : ""), stage.stage,
                          std::to_string(stage.calls), std::to_string(stage.failures),
                          formatted("%.3f", stage.mean_ms), formatted("%.3f", stage.p50_ms),
                          formatted("%.3f", stage.p99_ms), formatted("%.1f", stage.total_ms),
                          formatted("%.3f", stage.wait_ms),
                          formatted("%.2f", stage.bytes_per_event * 1e-6)});
  }
  return table;
}

}  // namespace

std::string RunReport::text() const {
  std::string text = formatted("Pipeline %.80s: ", pipeline.c_str());
  text +=
      formatted("%llu events read, %llu written, %llu failed, %llu skipped\n",
                static_cast<unsigned long long>(read), static_cast<unsigned long long>(written),
                static_cast<unsigned long long>(failed), static_cast<unsigned long long>(skipped));
  text +=
      formatted("%.3f s, %.4g events/s (start-up %.3f s), %u threads, %u in flight, %.0f MB\n\n",
                wall_s, events_per_second, startup_s, threads, in_flight, peak_rss_mb);
  text += table_text(stage_table(*this));
  if (!bottleneck.empty()) text += "* bottleneck: busiest per unit of its concurrency\n";
  for (const Table& table : tables) {
    if (table.print) text.append("\n").append(table_text(table));
  }
  if (!message.empty()) text.append("\n").append(message).append("\n");
  return text;
}

}  // namespace trackloom
