// Sums the measurements of the flights into the stages' part of a report.
#pragma once

#include <memory>
#include <vector>

#include "run/flight.hpp"
#include "trackloom/run.hpp"

namespace trackloom {

// Fills report.stages and report.bottleneck. `units`, by stage: how many calls can run side by
// side.
void report_stages(const Plan& plan, const std::vector<std::unique_ptr<Flight>>& flights,
                   const std::vector<unsigned>& units, RunReport& report);

}  // namespace trackloom
