// The folder that `trackloom run --output` leaves, as later commands read it.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

// RUN_DIR/pipeline.yaml. Throws std::runtime_error that says what is missing and what to do.
std::filesystem::path recorded_pipeline(const std::filesystem::path& run_folder);

// RUN_DIR/report.json, parsed. Throws as above, also where it is no report.
nlohmann::ordered_json recorded_report(const std::filesystem::path& run_folder);

// What RUN_DIR/quarantine.jsonl says about an event, "stage: error"; empty if nothing.
std::string recorded_failure(const std::filesystem::path& run_folder, std::uint64_t event);
