#include <nlohmann/json.hpp>

#include "trackloom/run.hpp"

namespace trackloom {

using nlohmann::ordered_json;

namespace {

ordered_json stage_json(const StageReport& stage) {
  ordered_json json;
  json["name"] = stage.name;
  json["stage"] = stage.stage;
  json["calls"] = stage.calls;
  json["failures"] = stage.failures;
  json["time_ms"] = {{"mean", stage.mean_ms},
                     {"p50", stage.p50_ms},
                     {"p99", stage.p99_ms},
                     {"total", stage.total_ms}};
  json["wait_ms"] = stage.wait_ms;
  json["bytes_per_event"] = stage.bytes_per_event;
  return json;
}

ordered_json table_json(const Table& table) {
  ordered_json json;
  json["name"] = table.name;
  json["title"] = table.title;
  json["columns"] = table.columns;
  json["rows"] = table.rows;
  return json;
}

ordered_json provenance_json(const Provenance& p) {
  ordered_json json = {
      {"started", p.started},   {"version", p.version},     {"revision", p.revision},
      {"compiler", p.compiler}, {"onetbb", p.onetbb},       {"cpu", p.cpu},
      {"cpus", p.cpus},         {"memory_gb", p.memory_gb}, {"system", p.system}};
  json["plugins"] = ordered_json::array();
  for (const auto& plugin : p.plugins) {
    json["plugins"].push_back({{"name", plugin.name}, {"version", plugin.version}});
  }
  json["files"] = ordered_json::array();
  for (const auto& file : p.files) {
    json["files"].push_back({{"stage", file.stage},
                             {"parameter", file.parameter},
                             {"path", file.path},
                             {"bytes", file.bytes},
                             {"hash", file.hash}});
  }
  return json;
}

}  // namespace

std::string RunReport::json() const {
  ordered_json json;
  json["pipeline"] = pipeline;
  json["config_hash"] = config_hash;
  json["threads"] = threads;
  json["in_flight"] = in_flight;
  json["events"] = {{"read", read}, {"written", written}, {"failed", failed}, {"skipped", skipped}};
  json["startup_s"] = startup_s;
  json["wall_s"] = wall_s;
  json["events_per_second"] = events_per_second;
  json["peak_rss_mb"] = peak_rss_mb;
  json["stages"] = ordered_json::array();
  for (const StageReport& stage : stages) json["stages"].push_back(stage_json(stage));
  json["bottleneck"] = bottleneck;
  json["metrics"] = ordered_json::object();
  for (const auto& [name, value] : metrics) json["metrics"][name] = value;
  json["tables"] = ordered_json::array();
  for (const Table& table : tables) json["tables"].push_back(table_json(table));
  json["outputs"] = ordered_json::array();
  for (const auto& path : outputs) json["outputs"].push_back(path.string());
  json["provenance"] = provenance_json(provenance);
  json["exit"] = static_cast<int>(exit);
  json["message"] = message;
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace trackloom
