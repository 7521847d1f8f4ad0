// Reads YAML text into the document tree, with bounds that hold before anything is expanded.
#pragma once

#include <filesystem>
#include <optional>

#include "config/node.hpp"

namespace trackloom::config {

// A 350-byte document of nested aliases can stand for 54 million nodes. Nodes are counted as they
// are copied, so that such a document is refused after at most `nodes` of them.
struct YamlLimits {
  std::size_t bytes = std::size_t{1} << 20;
  std::size_t depth = 32;
  std::size_t aliases = 256;
  std::size_t nodes = 20'000;
};

// Duplicate keys, tags, keys that are no scalars, a second document and everything over a limit are
// findings. Null if there is no tree at all; a tree with findings is good for further checks.
std::optional<Node> read_yaml_text(const std::string& text, const std::string& file_name,
                                   Findings& findings, const YamlLimits& limits = {});
std::optional<Node> read_yaml_file(const std::filesystem::path& file, Findings& findings,
                                   const YamlLimits& limits = {});

}  // namespace trackloom::config
