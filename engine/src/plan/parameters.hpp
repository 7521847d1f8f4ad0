// The `params:` of one stage, checked against what the stage declares.
#pragma once

#include "plan/draft.hpp"

namespace trackloom::plan {

// Fills draft.parameters with what the document gives, and sets parameters_good if no finding came
// up. Findings carry the parameter's doc, unit, range and default.
void read_parameters(Draft& draft, Findings& findings);

}  // namespace trackloom::plan
