# Run at every build: writes OUTPUT, if it changed, with the revision of SOURCE: a definition of
# NAMESPACE::git_revision(), which HEADER declares. FOLDERS (a list with commas): where changes make a "+".
string(REPLACE "," ";" folders "${FOLDERS}")
execute_process(COMMAND git -C ${SOURCE} rev-parse --short=12 HEAD OUTPUT_VARIABLE revision
                OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed)
  set(revision unknown)
else()
  execute_process(COMMAND git -C ${SOURCE} diff --quiet HEAD -- ${folders} RESULT_VARIABLE changed
                  ERROR_QUIET)
  if(changed)
    string(APPEND revision "+")
  endif()
endif()
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[
#include "@HEADER@"

namespace @NAMESPACE@ {
const char* git_revision() noexcept { return "@revision@"; }
}  // namespace @NAMESPACE@
]])
