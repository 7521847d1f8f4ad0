// A stage on its way from a request in the document to a PlannedStage.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "config/document.hpp"
#include "plugin/registry.hpp"
#include "trackloom/plan.hpp"

namespace trackloom::plan {

inline constexpr std::size_t nobody = static_cast<std::size_t>(-1);

// Where an input port gets its product from: a draft and one of its ports.
struct Wire {
  std::size_t producer = nobody;
  std::size_t port = 0;
};

struct Draft {
  config::StageRequest request;
  const Plugin* plugin = nullptr;  // null for the host's source
  const StageEntry* entry = nullptr;
  const StageInfo* info = nullptr;
  std::vector<PortInfo> ports;  // info->ports, or the host's products as outputs
  bool resolved = false;        // ports are known
  ParameterSet parameters;
  bool parameters_good = false;
  std::vector<Wire> wires;  // by port; unused for outputs
};

using Drafts = std::vector<Draft>;

inline bool is_output(const PortInfo& port) {
  return port.direction == PortDirection::output;
}
inline std::string port_name(const Draft& draft, std::size_t port) {
  return draft.request.name + '.' + draft.ports[port].name;
}

}  // namespace trackloom::plan
