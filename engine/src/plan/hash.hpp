// One number for "the same configuration".
#pragma once

#include <string>

#include "config/node.hpp"
#include "plan/draft.hpp"

namespace trackloom::plan {

// 16 hex digits, FNV-1a 64. Covers what can change a result: the resolved document with
// ${share}, ${input} and ${output} unexpanded, the default of every parameter it does not set, and
// the names and versions of the plugins. Leaves out `doc`, `plugins` (folders), run.threads and
// run.in_flight, so that the same work on another machine or data set has the same hash.
std::string config_hash(config::Node placeless, const Drafts& drafts);

}  // namespace trackloom::plan
