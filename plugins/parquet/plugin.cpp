#include "trackloom/plugin.hpp"

#include "parquet/events.hpp"
#include "parquet/tracks.hpp"

TRACKLOOM_PLUGIN("parquet", "1.0", trackloom::stage<trackloom::parquet::Events>("events"),
                 trackloom::stage<trackloom::parquet::Tracks>("tracks"))
