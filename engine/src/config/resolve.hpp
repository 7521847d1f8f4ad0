// From a file to the one document that is planned.
#pragma once

#include <filesystem>
#include <optional>

#include "config/node.hpp"
#include "trackloom/plan.hpp"

namespace trackloom::config {

struct Resolved {
  Node document;   // every variable expanded
  Node placeless;  // the same with ${share}, ${input} and ${output} left as they are: what the
                   // configuration hash is made of, since it must not depend on places
};

// Includes, then variants in the order asked for, then --set and the other overrides, then
// variables. `share`, `input` and `output` have defaults; the caller's win. The result keeps the
// keys of a document in a fixed order and without include, variants and vars.
std::optional<Resolved> resolve_document(const std::filesystem::path& file,
                                         const LoadOptions& options, Findings& findings);

}  // namespace trackloom::config
