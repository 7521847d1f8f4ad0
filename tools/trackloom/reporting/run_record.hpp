// What a run left behind, read for a report.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "pages/timeline.hpp"

namespace reporting {

struct RunRecord {
  std::filesystem::path folder;
  nlohmann::ordered_json report;            // report.json
  std::string pipeline;                     // pipeline.yaml
  std::optional<pages::Timeline> timeline;  // trace.json, where there is one
  std::string quarantine;                   // quarantine.jsonl; empty where there is none
};

// Throws std::runtime_error that says which file is missing or broken and what to do.
RunRecord read_run(const std::filesystem::path& folder);

// The beginning of a trace: all that began until `events` events had come to their end, at most
// `slices` slices. Tracks are in the order of the trace file. Throws std::runtime_error.
pages::Timeline read_timeline(const std::filesystem::path& trace, std::size_t events,
                              std::size_t slices);

}  // namespace reporting
