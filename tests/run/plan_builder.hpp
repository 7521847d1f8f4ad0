// Plans made by hand from stage classes, for tests and benchmarks of the run time alone.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "trackloom/plan.hpp"
#include "trackloom/plugin.hpp"

namespace trackloom::test {

// The table entry of a stage class; one per class, as in a plugin.
template <class S>
inline constexpr StageEntry entry_of = stage<S>("test_stage");

// Ports are bound by product type: an input takes the latest output of its type.
class PlanBuilder {
 public:
  PlanBuilder() : plan_(std::make_unique<Plan>()) {
    plan_->pipeline = "test";
    plan_->config_hash = "0123456789abcdef";
    plan_->resolved = "pipeline: test\n";
  }

  template <class S>
  PlannedStage& add(const std::string& name, const ParameterSet& parameters = {}) {
    return add(name, entry_of<S>, parameters);
  }

  // The source of an embedding program: its products are pushed.
  template <class... Products>
  void add_host_source() {
    PlannedStage planned;
    planned.name = "host";
    plan_->stages.push_back(std::move(planned));
    (add_slot(product_ops<Products>, 0), ...);
  }

  RunSettings& run() { return plan_->run; }
  std::unique_ptr<Plan> take() { return std::move(plan_); }

 private:
  PlannedStage& add(const std::string& name, const StageEntry& entry,
                    const ParameterSet& parameters) {
    Failure failure;
    PlannedStage planned;
    planned.name = name;
    planned.use = "test." + name;
    planned.entry = &entry;
    planned.info = entry.info(failure);
    planned.parameters = parameters;
    planned.instance = StageInstance(entry.create(parameters, failure), StageDeleter{&entry});
    if (failure) throw std::runtime_error(failure.message);
    const std::size_t index = plan_->stages.size();
    for (const PortInfo& port : planned.info->ports) {
      planned.slots.push_back(port.direction == PortDirection::output ? add_slot(*port.ops, index)
                                                                      : find(port, planned, index));
    }
    plan_->stages.push_back(std::move(planned));
    return plan_->stages.back();
  }

  std::uint16_t add_slot(const ProductOps& ops, std::size_t writer) {
    plan_->slots.push_back(&ops);
    writers_.push_back(writer);
    return static_cast<std::uint16_t>(plan_->slots.size() - 1);
  }

  std::uint16_t find(const PortInfo& port, PlannedStage& reader, std::size_t index) {
    for (std::size_t slot = plan_->slots.size(); slot-- > 0;) {
      if (!(plan_->slots[slot]->key == port.ops->key) || writers_[slot] == index) continue;
      const std::size_t writer = writers_[slot];
      for (const std::size_t known : reader.predecessors) {
        if (known == writer) return static_cast<std::uint16_t>(slot);
      }
      reader.predecessors.push_back(writer);
      plan_->stages[writer].successors.push_back(index);
      return static_cast<std::uint16_t>(slot);
    }
    if (port.direction == PortDirection::optional_input) return no_slot;
    throw std::runtime_error("nothing makes " + port.name);
  }

  std::unique_ptr<Plan> plan_;
  std::vector<std::size_t> writers_;  // by slot
};

}  // namespace trackloom::test
