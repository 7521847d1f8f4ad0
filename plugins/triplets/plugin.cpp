#include "trackloom/plugin.hpp"

#include "triplets/build.hpp"
#include "triplets/classify.hpp"
#include "triplets/seeds.hpp"
#include "triplets/train.hpp"
#include "triplets/write_seeds.hpp"

using namespace trackloom::triplets;

TRACKLOOM_PLUGIN("triplets", "1.0", trackloom::stage<Build>("build"),
                 trackloom::stage<Classify>("classify"), trackloom::stage<SelectSeeds>("seeds"),
                 trackloom::stage<WriteSeeds>("write_seeds"), trackloom::stage<Train>("train"))
