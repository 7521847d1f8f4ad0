#include "config/emit_yaml.hpp"

#include <algorithm>
#include <cctype>

namespace trackloom::config {
namespace {

// A plain scalar may stay plain if no YAML reader can take it for anything else.
bool safe_plain(const std::string& text) {
  if (text.empty() || text == "null" || text == "Null" || text == "NULL") return false;
  const auto word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  const char first = text[0];
  if (!word(first) && first != '/' && first != '_' && first != '.' && first != '+' && first != '-')
    return false;
  if ((first == '-' || first == '.' || first == '+') && (text.size() < 2 || !word(text[1])))
    return false;
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return word(c) || std::string_view("/_.+-%").find(c) != std::string_view::npos;
  });
}

void append_quoted(std::string& out, const std::string& text) {
  static constexpr char digits[] = "0123456789abcdef";
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\x";
      out += digits[static_cast<unsigned char>(c) >> 4];
      out += digits[static_cast<unsigned char>(c) & 15];
    } else if (c == '$' && i + 1 < text.size() && text[i + 1] == '{') {
      out += "$$";
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_scalar(std::string& out, const Node& node) {
  if (node.kind == NodeKind::null) {
    out += "null";
  } else if (!node.quoted && safe_plain(node.text)) {
    out += node.text;
  } else {
    append_quoted(out, node.text);
  }
}

void append_key(std::string& out, const std::string& key) {
  append_scalar(out, make_scalar(key, {}));
}

bool is_flat(const Node& node) {
  return std::all_of(node.items.begin(), node.items.end(), [](const Node& item) {
    return item.kind == NodeKind::scalar || item.kind == NodeKind::null;
  });
}

void append_block(std::string& out, const Node& node, std::size_t indent);

// After `key:` or `-`.
void append_value(std::string& out, const Node& node, std::size_t indent) {
  if (node.kind == NodeKind::map && !node.entries.empty()) {
    out += '\n';
    append_block(out, node, indent);
  } else if (node.kind == NodeKind::map) {
    out += " {}\n";
  } else if (node.kind == NodeKind::sequence && is_flat(node)) {
    out += " [";
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      if (i > 0) out += ", ";
      append_scalar(out, node.items[i]);
    }
    out += "]\n";
  } else if (node.kind == NodeKind::sequence) {
    out += '\n';
    append_block(out, node, indent);
  } else {
    out += ' ';
    append_scalar(out, node);
    out += '\n';
  }
}

void append_block(std::string& out, const Node& node, std::size_t indent) {
  const std::string space(indent, ' ');
  for (const Entry& entry : node.entries) {
    out += space;
    append_key(out, entry.key);
    out += ':';
    append_value(out, entry.value, indent + 2);
  }
  for (const Node& item : node.items) {
    out += space + '-';
    if (item.kind == NodeKind::map && !item.entries.empty()) {
      std::string below;
      append_block(below, item, indent + 2);
      out += ' ' + below.substr(indent + 2);  // the first key follows the dash
    } else {
      append_value(out, item, indent + 2);
    }
  }
}

}  // namespace

std::string emit_yaml(const Node& node) {
  std::string out;
  if (node.kind == NodeKind::map || node.kind == NodeKind::sequence) {
    append_block(out, node, 0);
  } else {
    append_scalar(out, node);
    out += '\n';
  }
  return out;
}

}  // namespace trackloom::config
