// Strict reading of scalars: no octal surprises, no `yes` for true, no 1.5 for an integer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "config/node.hpp"

namespace trackloom::config {

// Each returns null and says in `why` what is wrong, such as "'1.5' is not an integer".
std::optional<bool> to_boolean(const Node& node, std::string& why);
std::optional<std::int64_t> to_integer(const Node& node, std::string& why);
std::optional<double> to_real(const Node& node, std::string& why);  // finite
std::optional<std::string> to_text(const Node& node, std::string& why);

// A text that reads back as the same number: whole numbers without exponent, others as short as can
// be.
std::string number_text(double value);

}  // namespace trackloom::config
