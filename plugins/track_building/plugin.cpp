#include "trackloom/plugin.hpp"

#include "track_building/best_edges.hpp"
#include "track_building/best_paths.hpp"
#include "track_building/connected_components.hpp"
#include "track_building/join.hpp"
#include "track_building/simple_chains.hpp"
#include "track_building/triplet_paths.hpp"
#include "track_building/walkthrough.hpp"

using namespace trackloom::track_building;

TRACKLOOM_PLUGIN("track_building", "1.0",
                 trackloom::stage<ConnectedComponents>("connected_components"),
                 trackloom::stage<BestEdges>("best_edges"),
                 trackloom::stage<SimpleChains>("simple_chains"),
                 trackloom::stage<Walkthrough>("walkthrough"),
                 trackloom::stage<BestPaths>("best_paths"),
                 trackloom::stage<TripletPaths>("triplet_paths"), trackloom::stage<Join>("join"))
