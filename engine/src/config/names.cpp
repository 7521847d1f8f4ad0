#include "config/names.hpp"

#include <algorithm>
#include <set>

namespace trackloom::config {
namespace {

std::string text_of(const Node& entry, const char* key) {
  const Node* value = entry.find(key);
  return value != nullptr && value->kind == NodeKind::scalar ? value->text : std::string();
}

}  // namespace

bool is_name(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

std::optional<StageUse> parse_use(std::string_view use) {
  const std::size_t dot = use.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const std::string_view plugin = use.substr(0, dot);
  const std::string_view stage = use.substr(dot + 1);
  if (!is_name(plugin) || !is_name(stage)) return std::nullopt;
  return StageUse{std::string(plugin), std::string(stage)};
}

std::vector<std::string> entry_names(const Node& list, bool sinks) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (const Node& entry : list.items) {
    names.push_back(text_of(entry, "name"));
    taken.insert(names.back());
  }
  if (!sinks) return names;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!names[i].empty()) continue;
    const auto use = parse_use(text_of(list.items[i], "use"));
    if (!use) continue;
    names[i] = use->stage;
    for (int n = 2; !taken.insert(names[i]).second; ++n) {
      names[i] = use->stage + '_' + std::to_string(n);
    }
  }
  return names;
}

}  // namespace trackloom::config
