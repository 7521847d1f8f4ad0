// Making the stage objects.
#pragma once

#include "plan/draft.hpp"

namespace trackloom::plan {

// Null with a finding if the constructor throws, whatever it throws; the finding points at the
// parameter that a ConfigError names, else at `use`.
StageInstance construct(const Draft& draft, Findings& findings);

}  // namespace trackloom::plan
