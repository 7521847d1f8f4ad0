#include "trackloom/plugin.hpp"

#include "evaluation/summary.hpp"

using namespace trackloom::evaluation;

TRACKLOOM_PLUGIN("evaluation", "1.0", trackloom::stage<PhysicsSummary>("summary"))
