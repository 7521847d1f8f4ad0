// Which output feeds which input.
#pragma once

#include "plan/draft.hpp"

namespace trackloom::plan {

// Fills the wires of every draft. A port is bound by its product's type, or as `in:` says. With
// `complete` false some stage's outputs are unknown, and a product that nobody makes is not
// reported: the stage that is missing may make it.
void bind_ports(Drafts& drafts, bool complete, Findings& findings);

// A warning for each stage that works in vain: none of its outputs is read.
void warn_unread(const Drafts& drafts, Findings& findings);

}  // namespace trackloom::plan
