// Products of the planning test plugin.
#pragma once

#include "trackloom/product.hpp"

namespace trackloom::planning {

struct Number {
  double value = 0;
};
struct Square {
  double value = 0;
};
// The same type as others see it who were built against an older header.
struct OldSquare {
  double value = 0;
};
struct Rare {
  double value = 0;
};

}  // namespace trackloom::planning

TRACKLOOM_PRODUCT(trackloom::planning::Number, "planning.number", 1)
TRACKLOOM_PRODUCT(trackloom::planning::Square, "planning.square", 2)
TRACKLOOM_PRODUCT(trackloom::planning::OldSquare, "planning.square", 1)
TRACKLOOM_PRODUCT(trackloom::planning::Rare, "planning.rare", 1)
