#include "quarantine_ids.hpp"

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

std::vector<std::uint64_t> read_quarantine_ids(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("--only: cannot read " + file.string());
  std::vector<std::uint64_t> ids;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.empty()) continue;
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("event") || !json["event"].is_number_unsigned()) {
      throw std::runtime_error(
          "--only: " + file.string() + ":" + std::to_string(number) +
          ": expected an object such as {\"event\": 1000}, found: " + line.substr(0, 80));
    }
    ids.push_back(json["event"].get<std::uint64_t>());
  }
  return ids;
}
