// Runs the shipped pipelines with the real executable, and reads what they leave.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "fault/process.hpp"
#include "run/folder.hpp"

namespace trackloom::test {

namespace fs = std::filesystem;

// What a run left in its output directory.
struct RunResult {
  Finished process;
  nlohmann::json report;  // discarded where there is none
  std::string submission;
  std::string quarantine;  // empty where there is no file
  fs::path output;

  double metric(const std::string& name) const;  // throws where the report lacks it
  // FOLDER/tables/NAME.csv
  std::string table(const std::string& name) const;
  // The quarantine's error of an event, empty if it is not there.
  std::string error_of(std::uint64_t event) const;
};

fs::path source_folder();                    // of the repository
fs::path share_folder();                     // what the executable takes for ${share}
fs::path pipeline(const std::string& name);  // pipelines/NAME.yaml
std::vector<std::string> command(const std::vector<std::string>& arguments);

// trackloom ARGUMENTS, its output caught in the folder.
Finished run_command(const Folder& folder, const std::vector<std::string>& arguments,
                     unsigned long file_limit = 0);
// trackloom run PIPELINE --input INPUT --output FOLDER/NAME, plus `more`.
RunResult run_pipeline(const Folder& folder, const fs::path& file, const fs::path& input,
                       const std::vector<std::string>& more = {}, const std::string& name = "out");
// Reads an output directory.
RunResult read_output(const fs::path& output, Finished process);

// Checks of every run: counters balance, no temporary file is left.
void check_books(const RunResult& result);

// A folder of the larger test data, if it is there: TRACKLOOM_TEST_DATA/NAME.
std::optional<fs::path> test_data(const std::string& name);
// The shipped small events.
fs::path small_events();
fs::path shipped_weights();
// True if this build has the plugin; else a test that needs it has been told to be skipped.
bool has_plugin(const std::string& name);
bool has_torch();  // LibTorch's

}  // namespace trackloom::test
