#include "plan/ports.hpp"

#include <algorithm>
#include <set>

#include "config/suggest.hpp"
#include "plan/replacements.hpp"

namespace trackloom::plan {
namespace {

using config::add_error;
using config::Mark;
using config::NodeKind;

std::string type_name(const TypeKey& key) {
  return std::string(key.name) + " version " + std::to_string(key.version);
}

class Binder {
 public:
  Binder(Drafts& drafts, bool complete, Findings& findings)
      : drafts_(drafts),
        complete_(complete),
        findings_(findings),
        replacements_(drafts, complete, findings) {}

  void bind() {
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
      Draft& draft = drafts_[i];
      if (!draft.resolved) continue;
      draft.wires.assign(draft.ports.size(), {});
      check_in_keys(draft);
      for (std::size_t port = 0; port < draft.ports.size(); ++port) {
        if (!is_output(draft.ports[port])) bind_port(i, port);
      }
    }
  }

 private:
  void check_in_keys(const Draft& draft) {
    if (draft.request.in == nullptr) return;
    std::vector<std::string> inputs;
    for (const PortInfo& port : draft.ports) {
      if (!is_output(port)) inputs.push_back(port.name);
    }
    for (const config::Entry& entry : draft.request.in->entries) {
      if (std::find(inputs.begin(), inputs.end(), entry.key) != inputs.end()) continue;
      std::string hint = config::did_you_mean(entry.key, inputs);
      if (hint.empty()) hint = "its input ports: " + config::list_of(inputs);
      add_error(findings_, entry.mark, draft.request.path + ".in." + entry.key,
                draft.request.use + " has no input port '" + entry.key + "'", std::move(hint));
    }
  }

  void bind_port(std::size_t consumer, std::size_t port) {
    Draft& draft = drafts_[consumer];
    if (draft.request.in != nullptr) {
      if (const config::Node* given = draft.request.in->find(draft.ports[port].name)) {
        return bind_as_told(consumer, port, *given);
      }
    }
    const bool optional = draft.ports[port].direction == PortDirection::optional_input;
    std::vector<Wire> found = makers(draft.ports[port].ops->key, consumer, consumer);
    if (found.empty() && !optional) {
      found = makers(draft.ports[port].ops->key, consumer, drafts_.size());
    }
    if (found.size() == 1) {
      draft.wires[port] = replacements_.latest(found[0], draft.ports[port].ops->key, consumer);
    } else if (found.size() > 1) {
      ambiguous(draft, port, found, place(draft));
    } else if (draft.ports[port].direction == PortDirection::input) {
      missing(draft, port);
    }
  }

  // Every output of the type, but for the consumer's own and those that stand in for another, among
  // the first `end` of the file. What stands before the consumer comes first: a graph that is cut
  // further down is not meant by the stage whose scores cut it. An optional input takes nothing
  // else: a stage that can use the result of a later one would close a circle wherever nobody asked
  // for it.
  std::vector<Wire> makers(const TypeKey& key, std::size_t consumer, std::size_t end) const {
    std::vector<Wire> found;
    for (std::size_t i = 0; i < end; ++i) {
      if (i == consumer || replacements_.stands_in(i, key)) continue;
      for (std::size_t p = 0; p < drafts_[i].ports.size(); ++p) {
        if (is_output(drafts_[i].ports[p]) && drafts_[i].ports[p].ops->key == key) {
          found.push_back({i, p});
        }
      }
    }
    return found;
  }

  static const Mark& place(const Draft& draft) { return draft.request.use_mark; }

  static std::string port_path(const Draft& draft, std::size_t port) {
    return draft.request.path + ".in." + draft.ports[port].name;
  }

  std::string names(const std::vector<Wire>& wires) const {
    std::vector<std::string> out;
    for (const Wire& wire : wires) out.push_back(port_name(drafts_[wire.producer], wire.port));
    return config::list_of(out);
  }

  void ambiguous(const Draft& draft, std::size_t port, const std::vector<Wire>& found,
                 const Mark& mark) {
    add_error(findings_, mark, port_path(draft, port),
              "input '" + draft.ports[port].name + "' of '" + draft.request.name + "' takes " +
                  draft.ports[port].ops->key.name +
                  ", which more than one stage makes: " + names(found),
              "say which: in: {" + draft.ports[port].name + ": " +
                  port_name(drafts_[found[0].producer], found[0].port) + "}");
  }

  void missing(const Draft& draft, std::size_t port) {
    const TypeKey& key = draft.ports[port].ops->key;
    const std::string what =
        "input '" + draft.ports[port].name + "' of '" + draft.request.name + "' takes " + key.name;
    for (const Draft& other : drafts_) {
      for (std::size_t p = 0; p < other.ports.size(); ++p) {
        const TypeKey& made = other.ports[p].ops->key;
        if (!is_output(other.ports[p]) || std::string_view(made.name) != key.name || made == key) {
          continue;
        }
        return add_error(findings_, place(draft), port_path(draft, port),
                         what + " version " + std::to_string(key.version) + ", but " +
                             port_name(other, p) + " makes version " + std::to_string(made.version),
                         "rebuild " + draft.request.use + " and " + other.request.use +
                             " against the same headers");
      }
    }
    if (!complete_) return;
    const std::vector<std::string> uses = known_makers(key);
    add_error(findings_, place(draft), port_path(draft, port), what + ", which no stage makes",
              uses.empty() ? "`trackloom describe` lists what every plugin makes"
                           : "add a stage that does, such as " + config::list_of(uses));
  }

  // The stages of the plugins in this pipeline that make the type, in alphabetical order.
  std::vector<std::string> known_makers(const TypeKey& key) const {
    std::set<const Plugin*> plugins;
    for (const Draft& draft : drafts_) {
      if (draft.plugin != nullptr) plugins.insert(draft.plugin);
    }
    std::set<std::string> uses;
    for (const Plugin* plugin : plugins) {
      for (std::uint32_t i = 0; i < plugin->table->stage_count; ++i) {
        Failure ignored;
        const StageEntry& entry = plugin->table->stages[i];
        const StageInfo* info = entry.info(ignored);
        if (info == nullptr) continue;
        for (const PortInfo& port : info->ports) {
          if (is_output(port) && port.ops->key == key) {
            uses.insert(std::string(plugin->table->name) + '.' + entry.name);
          }
        }
      }
    }
    return {uses.begin(), uses.end()};
  }

  void bind_as_told(std::size_t consumer, std::size_t port, const config::Node& given) {
    Draft& draft = drafts_[consumer];
    const std::string path = port_path(draft, port);
    if (given.kind == NodeKind::null &&
        draft.ports[port].direction == PortDirection::optional_input) {
      return;  // deliberately left open
    }
    if (given.kind != NodeKind::scalar) {
      return add_error(findings_, given.mark, path,
                       "expected a stage or stage.port, found " + describe(given));
    }
    const std::size_t dot = given.text.find('.');
    const std::string name = given.text.substr(0, dot);
    const std::size_t index = draft_called(drafts_, name);
    if (index == nobody) return unknown_stage(name, given.mark, path);
    if (!drafts_[index].resolved) return;
    if (dot == std::string::npos) {
      bind_to_stage(consumer, port, index, given.mark);
    } else {
      bind_to_port(consumer, port, index, given.text.substr(dot + 1), given.mark);
    }
  }

  void unknown_stage(const std::string& name, const Mark& mark, const std::string& path) {
    if (!complete_) return;
    const std::vector<std::string> known = names_of(drafts_);
    std::string hint = config::did_you_mean(name, known);
    if (hint.empty()) hint = "the stages are " + config::list_of(known);
    add_error(findings_, mark, path, "there is no stage '" + name + "'", std::move(hint));
  }

  void bind_to_stage(std::size_t consumer, std::size_t port, std::size_t producer,
                     const Mark& mark) {
    Draft& draft = drafts_[consumer];
    std::vector<Wire> found;
    for (std::size_t p = 0; p < drafts_[producer].ports.size(); ++p) {
      const PortInfo& output = drafts_[producer].ports[p];
      if (is_output(output) && output.ops->key == draft.ports[port].ops->key) {
        found.push_back({producer, p});
      }
    }
    if (found.size() == 1) {
      draft.wires[port] = found[0];
    } else if (found.size() > 1) {
      ambiguous(draft, port, found, mark);
    } else {
      add_error(findings_, mark, port_path(draft, port),
                "'" + drafts_[producer].request.name + "' makes no " +
                    type_name(draft.ports[port].ops->key),
                "it makes " + outputs(drafts_[producer]));
    }
  }

  void bind_to_port(std::size_t consumer, std::size_t port, std::size_t producer,
                    const std::string& name, const Mark& mark) {
    Draft& draft = drafts_[consumer];
    const Draft& maker = drafts_[producer];
    std::vector<std::string> names;
    for (std::size_t p = 0; p < maker.ports.size(); ++p) {
      if (!is_output(maker.ports[p])) continue;
      names.push_back(maker.ports[p].name);
      if (maker.ports[p].name != name) continue;
      if (maker.ports[p].ops->key == draft.ports[port].ops->key) {
        draft.wires[port] = {producer, p};
      } else {
        add_error(findings_, mark, port_path(draft, port),
                  port_name(maker, p) + " is " + type_name(maker.ports[p].ops->key) +
                      ", but input '" + draft.ports[port].name + "' of '" + draft.request.name +
                      "' takes " + type_name(draft.ports[port].ops->key));
      }
      return;
    }
    std::string hint = config::did_you_mean(name, names);
    if (hint.empty()) hint = "it makes " + outputs(maker);
    add_error(findings_, mark, port_path(draft, port),
              "'" + maker.request.name + "' has no output '" + name + "'", std::move(hint));
  }

  static std::string outputs(const Draft& draft) {
    std::vector<std::string> names;
    for (const PortInfo& port : draft.ports) {
      if (is_output(port)) names.push_back(port.name + " (" + type_name(port.ops->key) + ")");
    }
    return config::list_of(names);
  }

  Drafts& drafts_;
  bool complete_;
  Findings& findings_;
  Replacements replacements_;
};

}  // namespace

void bind_ports(Drafts& drafts, bool complete, Findings& findings) {
  Binder(drafts, complete, findings).bind();
}

void warn_unread(const Drafts& drafts, Findings& findings) {
  std::set<std::size_t> read;
  for (const Draft& draft : drafts) {
    for (const Wire& wire : draft.wires) read.insert(wire.producer);
  }
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    const Draft& draft = drafts[i];
    if (draft.request.section != config::Section::stages || read.contains(i)) continue;
    config::add_warning(findings, draft.request.mark, draft.request.path,
                        "nothing reads what '" + draft.request.name + "' makes",
                        "remove it, or add a sink");
  }
}

}  // namespace trackloom::plan
