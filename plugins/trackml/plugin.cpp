#include "trackloom/plugin.hpp"

#include "trackml/debug_dump.hpp"
#include "trackml/read_tracks.hpp"
#include "trackml/reader.hpp"
#include "trackml/submission.hpp"
#include "trackml/track_lists.hpp"
#include "trackml/writer.hpp"

TRACKLOOM_PLUGIN("trackml", "1.0", trackloom::stage<trackloom::trackml::Reader>("reader"),
                 trackloom::stage<trackloom::trackml::ReadTracks>("read_tracks"),
                 trackloom::stage<trackloom::trackml::Submission>("submission"),
                 trackloom::stage<trackloom::trackml::TrackLists>("tracks"),
                 trackloom::stage<trackloom::trackml::DebugDump>("debug"),
                 trackloom::stage<trackloom::trackml::Writer>("writer"))
