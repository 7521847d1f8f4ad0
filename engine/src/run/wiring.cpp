#include "run/wiring.hpp"

namespace trackloom {

Wiring::Wiring(const Plan& plan)
    : successors(plan.stages.size()),
      predecessors(plan.stages.size(), 0),
      final(plan.stages.size(), false) {
  for (std::size_t i = 1; i < plan.stages.size(); ++i) {
    const PlannedStage& stage = plan.stages[i];
    if (stage.info->kind == StageKind::sink) {
      sinks.push_back(i);
      continue;
    }
    // A stage without inputs starts when the event has been read.
    if (stage.predecessors.empty()) successors[0].push_back(i);
    for (const std::size_t before : stage.predecessors) successors[before].push_back(i);
    predecessors[i] =
        stage.predecessors.empty() ? 1U : static_cast<std::uint32_t>(stage.predecessors.size());
  }
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const bool sink = i > 0 && plan.stages[i].info->kind == StageKind::sink;
    final[i] = !sink && successors[i].empty();
    if (final[i]) ++final_count;
  }
}

}  // namespace trackloom
