// The document tree that the rest of the engine works on; it does not show the YAML library.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "trackloom/finding.hpp"

namespace trackloom::config {

// Where a node was written. Nodes of one file share its name.
struct Mark {
  std::shared_ptr<const std::string> file;
  int line = 0;  // from 1; 0: no place in a file (such as a --set on the command line)
  int column = 0;

  Location location() const { return {file ? *file : std::string(), line, column}; }
};

enum class NodeKind { null, scalar, sequence, map };

struct Entry;

// A value. Maps keep the order of the document and hold each key once.
struct Node {
  NodeKind kind = NodeKind::null;
  std::string text;     // of a scalar
  bool quoted = false;  // a quoted or block scalar is text, whatever it looks like
  Mark mark;
  std::vector<Node> items;     // of a sequence
  std::vector<Entry> entries;  // of a map

  const Entry* find_entry(std::string_view key) const noexcept;
  const Node* find(std::string_view key) const noexcept;  // null: not a map or no such key
  Node* find(std::string_view key) noexcept;
  // Turns a null node into a map; adds or replaces the entry.
  Node& set(std::string_view key, Node value);
  void erase(std::string_view key);
  // This node and everything below it.
  std::size_t count() const noexcept;
};

struct Entry {
  std::string key;
  Mark mark;
  Node value;
};

Node make_scalar(std::string text, const Mark& mark, bool quoted = false);

// "a map", "a list", "nothing" or the scalar's text in quotes: for messages.
std::string describe(const Node& node);

// For messages: `path.key`, or `key` at the top.
std::string join(std::string_view path, std::string_view key);

void add_error(Findings& findings, const Mark& mark, std::string path, std::string message,
               std::string hint = {});
void add_warning(Findings& findings, const Mark& mark, std::string path, std::string message,
                 std::string hint = {});

}  // namespace trackloom::config
