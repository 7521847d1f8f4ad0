// Keys that a map may have.
#pragma once

#include <span>
#include <string>

#include "config/node.hpp"

namespace trackloom::config {

// The keys of each part of a pipeline document.
std::span<const std::string> document_keys();
std::span<const std::string> overlay_keys();  // of a variant
std::span<const std::string> run_keys();
std::span<const std::string> source_keys();
std::span<const std::string> stage_keys();
std::span<const std::string> sink_keys();

// A finding for each key of the map that is not among `known`, and one if it is no map at all.
// Returns false in the latter case.
bool check_keys(const Node& map, std::span<const std::string> known, const std::string& path,
                Findings& findings);

}  // namespace trackloom::config
