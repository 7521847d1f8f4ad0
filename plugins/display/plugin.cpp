#include "trackloom/plugin.hpp"

#include "display/event_sink.hpp"
#include "display/phoenix_sink.hpp"

TRACKLOOM_PLUGIN("display", "1.0", trackloom::stage<trackloom::display::EventSink>("event"),
                 trackloom::stage<trackloom::display::PhoenixSink>("phoenix"))
