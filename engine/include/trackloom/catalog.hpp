// What plugins offer, for listings: the plugins on a search path and their parameters in words.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "trackloom/abi.hpp"

namespace trackloom {

struct PluginListing {
  std::string name;  // of the file
  std::filesystem::path path;
  const PluginTable* table = nullptr;  // null: it could not be loaded
  std::string error;                   // why
};

// Every NAME.so of the folders, by name; of equal names the first on the path, as `use:` finds it.
// Loads them all; a plugin that cannot be loaded is listed with its error. Thread-safe.
std::vector<PluginListing> list_plugins(std::span<const std::filesystem::path> search);

const char* kind_text(StageKind kind) noexcept;          // "source", "stage", ...
const char* type_text(ParameterType type) noexcept;      // "integer", "list of reals", ...
std::string value_text(const ParameterValue& value);     // as a pipeline would write it
std::string range_text(const ParameterInfo& parameter);  // "0 to 1", "at least 3", "one of a, b"
std::string parameter_text(const ParameterInfo& parameter);  // all of it in one line

}  // namespace trackloom
