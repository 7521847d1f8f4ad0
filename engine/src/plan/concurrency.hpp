// Threads, events in flight and lanes: whether they go together.
#pragma once

#include "plan/draft.hpp"

namespace trackloom::plan {

void check_concurrency(const config::Document& document, const Drafts& drafts, Findings& findings);

}  // namespace trackloom::plan
