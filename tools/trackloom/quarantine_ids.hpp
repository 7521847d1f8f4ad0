// The event ids in a quarantine file, for `trackloom run --only`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

// One JSON object with the member "event" per line. Throws std::runtime_error naming file and line.
std::vector<std::uint64_t> read_quarantine_ids(const std::filesystem::path& file);
