#include "plan/hash.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <set>

#include "config/emit_yaml.hpp"
#include "trackloom/catalog.hpp"

namespace trackloom::plan {
namespace {

std::string hex_fnv1a(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
  return digits;
}

}  // namespace

std::string config_hash(config::Node placeless, const Drafts& drafts) {
  placeless.erase("doc");
  placeless.erase("plugins");
  if (config::Node* run = placeless.find("run")) {
    run->erase("threads");
    run->erase("in_flight");
    if (run->entries.empty()) placeless.erase("run");
  }
  std::string text = config::emit_yaml(placeless);
  std::set<std::string> plugins;
  for (const Draft& draft : drafts) {
    if (draft.plugin == nullptr) continue;
    plugins.insert(std::string(draft.plugin->table->name) + ' ' + draft.plugin->table->version);
    for (const ParameterInfo& info : draft.info->parameters) {
      const bool set =
          std::any_of(draft.parameters.begin(), draft.parameters.end(),
                      [&](const NamedValue& value) { return value.name == info.name; });
      if (set) continue;
      text += draft.request.name + '.' + info.name + '=' + value_text(info.default_value) + '\n';
    }
  }
  for (const std::string& plugin : plugins) text += plugin + '\n';
  return hex_fnv1a(text);
}

}  // namespace trackloom::plan
