// The tree as YAML text that reads back as the same tree; equal trees give equal text.
#pragma once

#include <string>

#include "config/node.hpp"

namespace trackloom::config {

// Block style; lists of scalars on one line. `${` is written as `$${`, because by now it is text.
std::string emit_yaml(const Node& node);

}  // namespace trackloom::config
