// `--set path=value`: one value of the document, changed from outside.
#pragma once

#include <string>

#include "config/node.hpp"

namespace trackloom::config {

// Paths name stages and sinks (stages.graph.params.max_edges, sinks.summary.params.path), keys of
// maps (run.threads, source.params.path, vars.cut); missing maps on the way are made, missing
// stages are not. A value that begins with [, {, ' or " is read as YAML, any other is a plain
// scalar; an empty one or `null` removes the key.
void apply_override(Node& document, const std::string& assignment, Findings& findings);

}  // namespace trackloom::config
