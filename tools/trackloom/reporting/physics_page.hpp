// The physics part of a report.
#pragma once

#include "pages/html.hpp"
#include "reporting/run_record.hpp"
#include "reporting/tables.hpp"

namespace reporting {

// Figures with intervals and plots against pT, eta, hits and radius; edges; resolution and pulls.
// What the run did not measure is named, with what would have to be added.
void add_physics(pages::Page& page, const RunRecord& record, const std::vector<RunTable>& tables);

}  // namespace reporting
