#include "trackloom/plugin.hpp"

#include "trackml/reader.hpp"

TRACKLOOM_PLUGIN("trackml", "1.0", trackloom::stage<trackloom::trackml::Reader>("reader"))
