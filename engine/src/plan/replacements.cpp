#include "plan/replacements.hpp"

#include <algorithm>

#include "config/suggest.hpp"

namespace trackloom::plan {

using config::add_error;

Replacements::Replacements(const Drafts& drafts, bool complete, Findings& findings)
    : drafts_(drafts), findings_(findings), replaced_(drafts.size(), nobody) {
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    if (drafts[i].resolved && drafts[i].request.replaces != nullptr) read(i, complete);
  }
  break_circles();
}

void Replacements::read(std::size_t at, bool complete) {
  const config::StageRequest& request = drafts_[at].request;
  const config::Node& given = *request.replaces;
  if (given.kind != config::NodeKind::scalar) {
    return refuse(at, "expected the name of a stage, found " + describe(given));
  }
  const std::size_t other = draft_called(drafts_, given.text);
  if (other == nobody) {
    if (!complete) return;
    std::string hint = config::did_you_mean(given.text, names_of(drafts_));
    if (hint.empty()) hint = "the stages are " + config::list_of(names_of(drafts_));
    return refuse(at, "there is no stage '" + given.text + "'", std::move(hint));
  }
  if (other == at) return refuse(at, "a stage cannot replace itself");
  if (!drafts_[other].resolved) return;
  bool common = false;
  for (const PortInfo& port : drafts_[at].ports) {
    const TypeKey& key = port.ops->key;
    if (!is_output(port) || outputs_of(other, key) == 0) continue;
    common = true;
    if (outputs_of(at, key) > 1) {
      return refuse(at, "'" + request.name + "' makes more than one " + key.name);
    }
    const std::size_t rival = replacement_of(other, key);
    if (rival == nobody) continue;
    const std::string& name = drafts_[rival].request.name;
    return refuse(at,
                  "'" + name + "' replaces the " + key.name + " of '" + given.text + "' already",
                  "one after the other: replaces: " + name);
  }
  if (!common) {
    return refuse(
        at, "'" + given.text + "' makes no product of a type that '" + request.name + "' makes");
  }
  replaced_[at] = other;
}

void Replacements::break_circles() {
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    std::size_t at = replaced_[i];
    for (std::size_t n = 0; n < drafts_.size() && at != nobody && at != i; ++n) at = replaced_[at];
    if (at != i) continue;
    refuse(i, "'" + drafts_[i].request.name + "' replaces itself, by way of others");
    replaced_[i] = nobody;
  }
}

void Replacements::refuse(std::size_t at, const std::string& why, std::string hint) {
  const config::StageRequest& request = drafts_[at].request;
  add_error(findings_, request.replaces->mark, request.path + ".replaces", why, std::move(hint));
}

std::size_t Replacements::outputs_of(std::size_t draft, const TypeKey& key) const {
  const auto& ports = drafts_[draft].ports;
  return static_cast<std::size_t>(std::count_if(ports.begin(), ports.end(), [&](const auto& port) {
    return is_output(port) && port.ops->key == key;
  }));
}

std::size_t Replacements::replacement_of(std::size_t draft, const TypeKey& key) const {
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    if (replaced_[i] == draft && outputs_of(i, key) > 0) return i;
  }
  return nobody;
}

bool Replacements::stands_in(std::size_t draft, const TypeKey& key) const {
  return replaced_[draft] != nobody && outputs_of(replaced_[draft], key) > 0;
}

Wire Replacements::latest(Wire wire, const TypeKey& key, std::size_t consumer) const {
  for (;;) {  // ends: there are no circles
    const std::size_t next = replacement_of(wire.producer, key);
    if (next == nobody || next == consumer) return wire;
    const auto& ports = drafts_[next].ports;
    const auto port = std::find_if(ports.begin(), ports.end(), [&](const PortInfo& p) {
      return is_output(p) && p.ops->key == key;
    });
    wire = {next, static_cast<std::size_t>(port - ports.begin())};
  }
}

}  // namespace trackloom::plan
