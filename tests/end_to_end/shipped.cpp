#include "end_to_end/shipped.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace trackloom::test {

double RunResult::metric(const std::string& name) const {
  if (!report.is_object() || !report["metrics"].contains(name)) {
    throw std::runtime_error("the report has no metric " + name +
                             "; standard error: " + process.err);
  }
  return report["metrics"][name].get<double>();
}

std::string RunResult::table(const std::string& name) const {
  return read_text(output / "tables" / (name + ".csv"));
}

std::string RunResult::error_of(std::uint64_t event) const {
  std::istringstream lines(quarantine);
  for (std::string line; std::getline(lines, line);) {
    const auto json = nlohmann::json::parse(line);
    if (json["event"] == event) return json["error"];
  }
  return {};
}

fs::path source_folder() {
  return TRACKLOOM_SOURCE_DIR;
}

fs::path share_folder() {
  const char* given = std::getenv("TRACKLOOM_SHARE");
  return given != nullptr && *given != '\0' ? fs::path(given) : source_folder() / "share";
}

fs::path pipeline(const std::string& name) {
  return source_folder() / "pipelines" / (name + ".yaml");
}

std::vector<std::string> command(const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {TRACKLOOM_BINARY_DIR "/bin/trackloom"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return all;
}

Finished run_command(const Folder& folder, const std::vector<std::string>& arguments,
                     unsigned long file_limit) {
  return Process(command(arguments), folder.path(), file_limit).wait();
}

RunResult run_pipeline(const Folder& folder, const fs::path& file, const fs::path& input,
                       const std::vector<std::string>& more, const std::string& name) {
  const fs::path output = folder.path() / name;
  std::vector<std::string> arguments = {"run", file, "--input", input, "--output", output};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return read_output(output, run_command(folder, arguments));
}

RunResult read_output(const fs::path& output, Finished process) {
  return {std::move(process),
          nlohmann::json::parse(read_text(output / "report.json"), nullptr, false),
          read_text(output / "submission.csv"), read_text(output / "quarantine.jsonl"), output};
}

void check_books(const RunResult& result) {
  CAPTURE(result.process.err);
  REQUIRE(result.report.is_object());
  const auto& events = result.report["events"];
  CHECK(events["read"].get<long>() == events["written"].get<long>() + events["failed"].get<long>() +
                                          events["skipped"].get<long>());
  CHECK(partial_files(result.output).empty());
}

std::optional<fs::path> test_data(const std::string& name) {
  const char* set = std::getenv("TRACKLOOM_TEST_DATA");
  const fs::path root = set != nullptr ? fs::path(set) : source_folder() / ".." / "shared" / "data";
  if (!fs::is_directory(root / name)) return std::nullopt;
  return root / name;
}

fs::path small_events() {
  return share_folder() / "events_small";
}

fs::path shipped_weights() {
  return share_folder() / "models/interaction_network.safetensors";
}

bool has_plugin(const std::string& name) {
  if (fs::exists(fs::path(TRACKLOOM_BINARY_DIR) / "lib/trackloom/plugins" / (name + ".so")))
    return true;
  MESSAGE("skipped: this build has no plugin " << name);
  return false;
}

bool has_torch() {
  return has_plugin("gnn_torch");
}

}  // namespace trackloom::test
