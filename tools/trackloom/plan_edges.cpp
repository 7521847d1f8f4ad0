#include "plan_edges.hpp"

using trackloom::PlannedStage;

std::string last_word(const std::string& product) {
  return product.substr(product.rfind('.') + 1);
}

std::vector<PlanEdge> plan_edges(const trackloom::Plan& plan) {
  std::vector<std::size_t> writer(plan.slots.size());
  std::vector<PlanEdge> edges;
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const PlannedStage& stage = plan.stages[i];
    for (std::size_t p = 0; p < stage.slots.size(); ++p) {
      const std::uint16_t slot = stage.slots[p];
      if (slot == trackloom::no_slot) continue;
      const trackloom::PortInfo& port = stage.info->ports[p];
      if (port.direction == trackloom::PortDirection::output) {
        writer[slot] = i;
      } else {
        edges.push_back({writer[slot], i, plan.slots[slot]->key.name, port.name});
      }
    }
  }
  return edges;
}
