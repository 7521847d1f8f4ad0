// "did you mean": the closest of the known names.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace trackloom::config {

// "did you mean 'x'?" or an empty string where nothing is close. Distance counts insertions,
// deletions, replacements and swaps of neighbours; of equally close names the first in alphabetical
// order is taken, so that the text does not depend on the order of `known`.
std::string did_you_mean(std::string_view name, std::span<const std::string> known);

// "a, b, c", for messages; "none" when empty.
std::string list_of(std::span<const std::string> names);

}  // namespace trackloom::config
