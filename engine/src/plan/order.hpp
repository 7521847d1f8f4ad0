// The order in which stages can run.
#pragma once

#include <optional>
#include <vector>

#include "plan/draft.hpp"

namespace trackloom::plan {

// Indices of drafts: the source first, sinks last, every stage after those it reads from, ties as
// in the document. Null with a finding that names the loop if there is one.
std::optional<std::vector<std::size_t>> topological_order(const Drafts& drafts, Findings& findings);

}  // namespace trackloom::plan
