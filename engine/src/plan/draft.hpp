// A stage on its way from a request in the document to a PlannedStage.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
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
// nobody where there is none of that name.
inline std::size_t draft_called(const Drafts& drafts, std::string_view name) {
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    if (drafts[i].request.name == name) return i;
  }
  return nobody;
}
inline std::vector<std::string> names_of(const Drafts& drafts) {
  std::vector<std::string> names;
  for (const Draft& draft : drafts) names.push_back(draft.request.name);
  return names;
}
inline std::string port_name(const Draft& draft, std::size_t port) {
  return draft.request.name + '.' + draft.ports[port].name;
}

}  // namespace trackloom::plan
