// The stages of this plugin. The name must be that of the file, @NAME@.so.
#include "trackloom/plugin.hpp"

#include "min_hits.hpp"

using trackloom::stage;

TRACKLOOM_PLUGIN("@NAME@", "1.0", stage<@NAME@::MinHits>("min_hits"))
