// Binary columns as text.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace trackloom::display {

// RFC 4648, with padding, appended.
void append_base64(std::span<const std::byte> bytes, std::string& text);

}  // namespace trackloom::display
