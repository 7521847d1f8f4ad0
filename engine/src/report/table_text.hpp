// Tables as aligned text and as CSV.
#pragma once

#include <string>

#include "trackloom/run_context.hpp"

namespace trackloom {

// RFC 4180: fields with a comma, a quote or a line break are quoted.
std::string table_csv(const Table& table);
// Title, header, rows; columns of numbers are aligned to the right.
std::string table_text(const Table& table);

}  // namespace trackloom
