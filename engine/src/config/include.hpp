// A document with everything it includes.
#pragma once

#include <filesystem>
#include <map>
#include <optional>

#include "config/node.hpp"

namespace trackloom::config {

// Reads `file` and merges what its `include:` names (relative to itself; ${...} of `variables` is
// allowed there) under it, the first of a list lowest. Included files may include others, 16 deep
// and 64 in all; a file that includes itself is a finding that shows the chain. Folders in
// `plugins:` are made absolute, because each is relative to the file that names it.
std::optional<Node> read_document(const std::filesystem::path& file,
                                  const std::map<std::string, std::string>& variables,
                                  Findings& findings);

}  // namespace trackloom::config
