// How the entries of `stages` and `sinks` are called before the document is planned.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/node.hpp"

namespace trackloom::config {

// Letters, digits, `_` and `-`: what can be addressed in `in:` and by --set, and cannot leave a
// plugin folder.
bool is_name(std::string_view text) noexcept;

// "trackml.submission" -> plugin "trackml", stage "submission". Null if it is not of that form.
struct StageUse {
  std::string plugin;
  std::string stage;
};
std::optional<StageUse> parse_use(std::string_view use);

// One name per entry of a list: its `name`, else for sinks the stage's name of its `use`; a sink's
// name that is taken gets _2, _3, ... An entry without any has an empty name.
std::vector<std::string> entry_names(const Node& list, bool sinks);

}  // namespace trackloom::config
