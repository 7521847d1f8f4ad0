#include "trackloom/plugin.hpp"

#include "event_file/reader.hpp"
#include "event_file/writer.hpp"

TRACKLOOM_PLUGIN("event_file", "1.0", trackloom::stage<trackloom::event_file::Reader>("reader"),
                 trackloom::stage<trackloom::event_file::Writer>("writer"))
