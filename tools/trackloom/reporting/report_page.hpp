// The page of a run.
#pragma once

#include <string>

#include "reporting/run_record.hpp"

namespace reporting {

// One self-contained HTML document. `drawing`: the pipeline as an <svg> element; empty where it
// could not be drawn.
std::string report_page(const RunRecord& record, const std::string& drawing);

}  // namespace reporting
