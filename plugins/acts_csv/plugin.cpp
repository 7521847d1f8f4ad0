#include "trackloom/plugin.hpp"

#include "acts_csv/events.hpp"
#include "acts_csv/prototracks.hpp"

TRACKLOOM_PLUGIN("acts_csv", "1.0", trackloom::stage<trackloom::acts_csv::Events>("events"),
                 trackloom::stage<trackloom::acts_csv::PrototracksSink>("prototracks"))
