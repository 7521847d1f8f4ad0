#include "config/node.hpp"

#include <algorithm>
#include <utility>

namespace trackloom::config {
namespace {

constexpr std::size_t longest_shown_text = 80;

}  // namespace

const Entry* Node::find_entry(std::string_view key) const noexcept {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [key](const Entry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

const Node* Node::find(std::string_view key) const noexcept {
  const Entry* entry = find_entry(key);
  return entry == nullptr ? nullptr : &entry->value;
}

Node* Node::find(std::string_view key) noexcept {
  return const_cast<Node*>(std::as_const(*this).find(key));
}

Node& Node::set(std::string_view key, Node value) {
  kind = NodeKind::map;
  if (Node* found = find(key)) return *found = std::move(value);
  const Mark at = value.mark;
  entries.push_back({std::string(key), at, std::move(value)});
  return entries.back().value;
}

void Node::erase(std::string_view key) {
  std::erase_if(entries, [key](const Entry& entry) { return entry.key == key; });
}

std::size_t Node::count() const noexcept {
  std::size_t total = 1;
  for (const Node& item : items) total += item.count();
  for (const Entry& entry : entries) total += entry.value.count();
  return total;
}

Node make_scalar(std::string text, const Mark& mark, bool quoted) {
  Node node;
  node.kind = NodeKind::scalar;
  node.text = std::move(text);
  node.quoted = quoted;
  node.mark = mark;
  return node;
}

std::string describe(const Node& node) {
  switch (node.kind) {
    case NodeKind::null:
      return "nothing";
    case NodeKind::sequence:
      return "a list";
    case NodeKind::map:
      return "a map";
    case NodeKind::scalar:
      break;
  }
  if (node.text.size() <= longest_shown_text) return "'" + node.text + "'";
  return "'" + node.text.substr(0, longest_shown_text) + "...'";
}

std::string join(std::string_view path, std::string_view key) {
  return path.empty() ? std::string(key) : std::string(path) + '.' + std::string(key);
}

void add_error(Findings& findings, const Mark& mark, std::string path, std::string message,
               std::string hint) {
  findings.push_back(
      {Severity::error, mark.location(), std::move(path), std::move(message), std::move(hint)});
}

void add_warning(Findings& findings, const Mark& mark, std::string path, std::string message,
                 std::string hint) {
  findings.push_back(
      {Severity::warning, mark.location(), std::move(path), std::move(message), std::move(hint)});
}

}  // namespace trackloom::config
