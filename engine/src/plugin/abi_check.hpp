// Whether a loaded library's table can be trusted to mean what this engine thinks it means.
#pragma once

#include <string>

#include "trackloom/abi.hpp"

namespace trackloom {

// Empty, or why not, as the continuation of "it ...". Reads each field only after the ones that
// say where it is.
std::string check_abi(const PluginTable& table);

}  // namespace trackloom
