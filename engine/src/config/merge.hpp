// Laying one document over another: includes under the including file, variants over the result.
#pragma once

#include "config/node.hpp"

namespace trackloom::config {

// Maps merge key by key; scalars and lists are replaced; null removes the key. The lists `stages`
// and `sinks` merge by name: an entry of a known name merges into it, any other is appended.
// `remove: true` in an entry drops it. A stage's params and ports belong to what it uses, so an
// entry (or a source) with another `use` replaces the one below as a whole.
void merge_document(Node& base, Node overlay, Findings& findings);

}  // namespace trackloom::config
