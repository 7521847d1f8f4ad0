#include "trackloom/plugin.hpp"

#include "track_fitting/clean.hpp"
#include "track_fitting/extend.hpp"
#include "track_fitting/fit.hpp"
#include "track_fitting/merge.hpp"
#include "track_fitting/residuals.hpp"
#include "track_fitting/resolve_shared.hpp"

using namespace trackloom::track_fitting;

TRACKLOOM_PLUGIN("track_fitting", "1.0", trackloom::stage<Fit>("fit"),
                 trackloom::stage<Extend>("extend"), trackloom::stage<Merge>("merge"),
                 trackloom::stage<ResolveShared>("resolve_shared"),
                 trackloom::stage<Clean>("clean"), trackloom::stage<Residuals>("residuals"))
