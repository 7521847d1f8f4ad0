# Run at every build: writes OUTPUT, if it changed, with the revision of SOURCE.
execute_process(COMMAND git -C ${SOURCE} rev-parse --short=12 HEAD OUTPUT_VARIABLE revision
                OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed)
  set(revision unknown)
else()
  execute_process(COMMAND git -C ${SOURCE} diff --quiet HEAD -- plugins RESULT_VARIABLE changed
                  ERROR_QUIET)
  if(changed)
    string(APPEND revision "+")
  endif()
endif()
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[
#include "neural/revision.hpp"

namespace trackloom::neural {
const char* git_revision() noexcept { return "@revision@"; }
}  // namespace trackloom::neural
]])
