#include "config/override.hpp"

#include <algorithm>
#include <optional>

#include "config/keys.hpp"
#include "config/names.hpp"
#include "config/read_yaml.hpp"
#include "config/suggest.hpp"

namespace trackloom::config {
namespace {

constexpr std::size_t longest_path = 16;

std::vector<std::string> split(const std::string& path) {
  std::vector<std::string> parts(1);
  for (const char c : path) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

std::optional<Node> parse_value(const std::string& text, const Mark& mark, Findings& findings) {
  Node node;
  node.mark = mark;
  if (text.empty() || text == "null" || text == "~") return node;
  if (std::string_view("[{'\"").find(text[0]) == std::string_view::npos) {
    return make_scalar(text, mark);
  }
  return read_yaml_text(text, *mark.file, findings);
}

class Override {
 public:
  Override(const std::string& path, const Mark& mark, Findings& findings)
      : path_(path), mark_(mark), findings_(findings) {}

  void apply(Node& document, Node value) {
    const std::vector<std::string> parts = split(path_);
    if (parts.size() > longest_path ||
        std::any_of(parts.begin(), parts.end(), [](const auto& p) { return p.empty(); })) {
      return refuse("'" + path_ + "' is not a path such as stages.graph.params.max_edges");
    }
    if (parts[0] == "include" || parts[0] == "variants") {
      return refuse("'" + parts[0] + "' cannot be set, because it has been applied already");
    }
    if (!known(parts[0], document_keys())) return;
    Node* at = &document;
    std::size_t next = 0;
    if (parts[0] == "stages" || parts[0] == "sinks") {
      if (parts.size() < 3) return refuse("a whole list or stage cannot be set, only its keys");
      at = entry(document, parts[0], parts[1]);
      if (at == nullptr) return;
      next = 2;
    }
    for (; next + 1 < parts.size(); ++next) {
      Node* below = at->find(parts[next]);
      if (below == nullptr) below = &at->set(parts[next], empty_map());
      if (below->kind == NodeKind::null) *below = empty_map();
      if (below->kind != NodeKind::map) {
        return refuse("'" + parts[next] + "' is " + describe(*below) + ", which has no keys");
      }
      at = below;
    }
    if (value.kind == NodeKind::null) {
      at->erase(parts.back());
    } else {
      at->set(parts.back(), std::move(value));
    }
  }

 private:
  Node empty_map() const {
    Node node;
    node.kind = NodeKind::map;
    node.mark = mark_;
    return node;
  }

  void refuse(std::string message, std::string hint = {}) {
    add_error(findings_, mark_, {}, std::move(message), std::move(hint));
  }

  bool known(const std::string& key, std::span<const std::string> keys) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) return true;
    std::string hint = did_you_mean(key, keys);
    refuse("unknown key '" + key + "'", hint.empty() ? "known keys: " + list_of(keys) : hint);
    return false;
  }

  Node* entry(Node& document, const std::string& list, const std::string& name) {
    Node* found = document.find(list);
    std::vector<std::string> names;
    if (found != nullptr) names = entry_names(*found, list == "sinks");
    const auto at = std::find(names.begin(), names.end(), name);
    if (at != names.end()) return &found->items[static_cast<std::size_t>(at - names.begin())];
    std::string hint = did_you_mean(name, names);
    if (hint.empty()) hint = "known names: " + list_of(names);
    refuse("no '" + name + "' in " + list, std::move(hint));
    return nullptr;
  }

  const std::string& path_;
  const Mark& mark_;
  Findings& findings_;
};

}  // namespace

void apply_override(Node& document, const std::string& assignment, Findings& findings) {
  const Mark mark{std::make_shared<const std::string>("--set " + assignment), 0, 0};
  const std::size_t equal = assignment.find('=');
  if (equal == std::string::npos || equal == 0) {
    add_error(findings, mark, {}, "expected path=value");
    return;
  }
  std::optional<Node> value = parse_value(assignment.substr(equal + 1), mark, findings);
  if (!value) return;
  Override(assignment.substr(0, equal), mark, findings).apply(document, std::move(*value));
}

}  // namespace trackloom::config
