#include "run/run_directory.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <system_error>

#include "report/table_text.hpp"
#include "trackloom/output_file.hpp"

namespace trackloom {
namespace {

void write_file(const std::filesystem::path& path, const std::string& text, RunReport& report) {
  OutputFile file(path);
  file.write(text);
  file.commit();
  report.outputs.push_back(path);
}

std::string quarantine_text(const std::vector<QuarantineEntry>& entries) {
  std::string text;
  for (const QuarantineEntry& entry : entries) {
    nlohmann::ordered_json line;
    line["event"] = entry.id;
    line["stage"] = entry.stage;
    line["kind"] = entry.kind == FailureKind::skipped ? "skipped" : "failed";
    line["error"] = entry.error;
    // Messages may quote bytes of a broken file.
    text += line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  }
  return text;
}

}  // namespace

RunDirectory::RunDirectory(std::filesystem::path path) : path_(std::move(path)) {
  OutputFile probe(path_ / "report.json");  // removed, since it is not committed
}

void RunDirectory::write(const Plan& plan, const std::vector<QuarantineEntry>& quarantine,
                         RunReport& report) {
  for (const Table& table : report.tables) {
    write_file(path_ / "tables" / (table.name + ".csv"), table_csv(table), report);
  }
  const auto quarantine_file = path_ / "quarantine.jsonl";
  if (quarantine.empty()) {
    std::error_code ignored;  // of an earlier run into the same folder
    std::filesystem::remove(quarantine_file, ignored);
  } else {
    write_file(quarantine_file, quarantine_text(quarantine), report);
  }
  write_file(path_ / "pipeline.yaml", plan.resolved, report);
  report.outputs.push_back(path_ / "report.json");  // names itself
  OutputFile file(path_ / "report.json");
  file.write(report.json());
  file.commit();
}

}  // namespace trackloom
