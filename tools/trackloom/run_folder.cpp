#include "run_folder.hpp"

#include <fstream>
#include <stdexcept>

namespace fs = std::filesystem;

namespace {

// A run writes its own files at its end, so that a folder without them is of one that did not end.
[[noreturn]] void incomplete(const fs::path& folder, const std::string& name) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    throw std::runtime_error("there is no folder " + folder.string() +
                             "; give the folder that `trackloom run --output` has written");
  }
  throw std::runtime_error(folder.string() + " has no " + name +
                           ": it is not the output of a run, or the run did not end; run the "
                           "pipeline again with `trackloom run PIPELINE.yaml --output " +
                           folder.string() + "`");
}

}  // namespace

fs::path recorded_pipeline(const fs::path& run_folder) {
  const fs::path file = run_folder / "pipeline.yaml";
  std::error_code error;
  if (!fs::is_regular_file(file, error)) incomplete(run_folder, "pipeline.yaml");
  return file;
}

nlohmann::ordered_json recorded_report(const fs::path& run_folder) {
  const fs::path file = run_folder / "report.json";
  std::ifstream in(file);
  if (!in) incomplete(run_folder, "report.json");
  auto report = nlohmann::ordered_json::parse(in, nullptr, false);
  if (!report.is_object() || !report.contains("stages") || !report["stages"].is_array()) {
    throw std::runtime_error(file.string() +
                             " is not a report of `trackloom run`; run the pipeline again");
  }
  return report;
}

std::string recorded_failure(const fs::path& run_folder, std::uint64_t event) {
  std::ifstream in(run_folder / "quarantine.jsonl");
  for (std::string line; std::getline(in, line);) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (json.is_object() && json.value("event", nlohmann::json()) == event) {
      return json.value("stage", "") + ": " + json.value("error", "");
    }
  }
  return {};
}
