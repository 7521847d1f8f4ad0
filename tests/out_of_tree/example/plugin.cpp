#include "trackloom/plugin.hpp"

#include "mean_radius.hpp"
#include "min_hits.hpp"
#include "radius_csv.hpp"
#include "rays.hpp"

using trackloom::stage;

TRACKLOOM_PLUGIN("example", "1.0", stage<example::MinHits>("min_hits"),
                 stage<example::Rays>("rays"), stage<example::MeanRadiusStage>("mean_radius"),
                 stage<example::RadiusCsv>("radius_csv"))
