#include "bench_result.hpp"

#include <algorithm>
#include <cstdio>

namespace {

std::string field(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

}  // namespace

void Measured::add(const trackloom::RunReport& report, double cpu_s) {
  const auto count = static_cast<double>(std::max<std::uint64_t>(report.written, 1));
  config_hash = report.config_hash;
  threads = report.threads;
  in_flight = report.in_flight;
  events = report.written;
  bottleneck = report.bottleneck;
  wall_ms.push_back(1e3 * report.wall_s / count);
  cpu_ms.push_back(1e3 * cpu_s / count);
  peak_mb.push_back(report.peak_rss_mb);
  for (const trackloom::StageReport& stage : report.stages) {
    if (stage_ms.find(stage.name) == stage_ms.end()) stages.push_back(stage.name);
    stage_of[stage.name] = stage.stage;
    stage_ms[stage.name].push_back(stage.mean_ms);
  }
}

std::vector<Row> rows_of(const Measured& measured) {
  std::vector<Row> rows = {{"event", "", "ms", spread_of(measured.wall_ms)},
                           {"processor", "", "ms", spread_of(measured.cpu_ms)},
                           {"memory", "", "MB", spread_of(measured.peak_mb)}};
  for (const std::string& name : measured.stages) {
    rows.push_back({name, measured.stage_of.at(name), "ms", spread_of(measured.stage_ms.at(name))});
  }
  return rows;
}

void print_tables(const std::vector<Measured>& all) {
  for (const Measured& measured : all) {
    const std::string name = text_of(measured.choice);
    const double event_ms = spread_of(measured.wall_ms).median;
    std::printf("%s%s%u threads, %u in flight, %llu events, %zu repetitions, %.2f events/s\n",
                name.c_str(), name.empty() ? "" : ": ", measured.threads, measured.in_flight,
                static_cast<unsigned long long>(measured.events), measured.wall_ms.size(),
                event_ms > 0 ? 1e3 / event_ms : 0.0);
    std::printf("  %-20s %10s  %-21s %-21s\n", "", "median", "95 % interval", "quartiles");
    for (const Row& row : rows_of(measured)) {
      const Spread& s = row.spread;
      std::printf("  %-20s %10.2f  %9.2f - %-9.2f %9.2f - %-9.2f %s%s\n", row.quantity.c_str(),
                  s.median, s.low, s.high, s.quarter, s.three_quarters, row.unit.c_str(),
                  row.quantity == measured.bottleneck ? "  *" : "");
    }
    std::printf("\n");
  }
  std::printf(
      "event: wall time over events; processor: of all threads over events; a stage: mean time of "
      "a "
      "call;\n* bottleneck. Medians over repetitions. Without 6 repetitions the interval is the "
      "range.\n");
}

std::string csv_of(const std::vector<Measured>& all) {
  std::string text;
  for (const auto& [key, value] : all.front().choice) text += field(key) + ",";
  text +=
      "threads_used,in_flight_used,events,quantity,stage,unit,repetitions,median,low,high,quarter,"
      "three_quarters,smallest,largest\n";
  for (const Measured& measured : all) {
    std::string start;
    for (const auto& [key, value] : measured.choice) start += field(value) + ",";
    start += std::to_string(measured.threads) + "," + std::to_string(measured.in_flight) + "," +
             std::to_string(measured.events) + ",";
    for (const Row& row : rows_of(measured)) {
      const Spread& s = row.spread;
      text +=
          start + row.quantity + "," + row.stage + "," + row.unit + "," + std::to_string(s.count);
      for (const double value :
           {s.median, s.low, s.high, s.quarter, s.three_quarters, s.smallest, s.largest}) {
        text += "," + digits(value);
      }
      text += '\n';
    }
  }
  return text;
}

nlohmann::ordered_json json_of(const std::vector<Measured>& all) {
  auto list = nlohmann::ordered_json::array();
  for (const Measured& measured : all) {
    nlohmann::ordered_json one;
    one["scan"] = nlohmann::ordered_json::object();
    for (const auto& [key, value] : measured.choice) one["scan"][key] = value;
    one["config_hash"] = measured.config_hash;
    one["threads"] = measured.threads;
    one["in_flight"] = measured.in_flight;
    one["events"] = measured.events;
    one["seconds"] = measured.seconds;
    one["bottleneck"] = measured.bottleneck;
    one["quantities"] = nlohmann::ordered_json::array();
    for (const Row& row : rows_of(measured)) {
      const Spread& s = row.spread;
      one["quantities"].push_back({{"name", row.quantity},
                                   {"stage", row.stage},
                                   {"unit", row.unit},
                                   {"repetitions", s.count},
                                   {"median", s.median},
                                   {"low", s.low},
                                   {"high", s.high},
                                   {"quarter", s.quarter},
                                   {"three_quarters", s.three_quarters},
                                   {"smallest", s.smallest},
                                   {"largest", s.largest}});
    }
    one["wall_ms_per_event"] = measured.wall_ms;  // in the order of the repetitions
    one["cpu_ms_per_event"] = measured.cpu_ms;
    list.push_back(std::move(one));
  }
  return list;
}
