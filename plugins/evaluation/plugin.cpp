#include "trackloom/plugin.hpp"

#include "evaluation/agreement.hpp"
#include "evaluation/compare_tracks.hpp"
#include "evaluation/edges.hpp"
#include "evaluation/particles.hpp"
#include "evaluation/seeds.hpp"
#include "evaluation/summary.hpp"

using namespace trackloom::evaluation;

TRACKLOOM_PLUGIN("evaluation", "1.0", trackloom::stage<PhysicsSummary>("summary"),
                 trackloom::stage<EdgeEvaluation>("edges"),
                 trackloom::stage<SeedEvaluation>("seeds"),
                 trackloom::stage<CompareTracks>("compare_tracks"),
                 trackloom::stage<ParticleList>("particles"),
                 trackloom::stage<Agreement>("agreement"))
