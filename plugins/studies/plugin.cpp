#include "trackloom/plugin.hpp"

#include "studies/drop_modules.hpp"
#include "studies/no_cells.hpp"
#include "studies/noise.hpp"
#include "studies/shift.hpp"
#include "studies/thin_hits.hpp"
#include "studies/thin_particles.hpp"

using namespace trackloom::studies;

TRACKLOOM_PLUGIN("studies", "1.0", trackloom::stage<Noise>("noise"),
                 trackloom::stage<NoCells>("no_cells"), trackloom::stage<Shift>("shift"),
                 trackloom::stage<DropModules>("drop_modules"),
                 trackloom::stage<ThinHits>("thin_hits"),
                 trackloom::stage<ThinParticles>("thin_particles"))
