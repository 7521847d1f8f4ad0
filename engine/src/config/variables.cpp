#include "config/variables.hpp"

#include <algorithm>
#include <cstdlib>

#include "config/suggest.hpp"

namespace trackloom::config {
namespace {

constexpr std::size_t longest_value = std::size_t{1} << 16;
constexpr std::size_t most_look_ups = 1000;

}  // namespace

void VariableScope::define(const Node* vars, Findings& findings) {
  if (vars == nullptr || vars->kind == NodeKind::null) return;
  if (vars->kind != NodeKind::map) {
    add_error(findings, vars->mark, "vars", "expected a map, found " + describe(*vars));
    return;
  }
  for (const Entry& entry : vars->entries) {
    if (entry.value.kind != NodeKind::scalar) {
      add_error(findings, entry.value.mark, join("vars", entry.key),
                "a variable is one value, not " + describe(entry.value));
      continue;
    }
    defined_[entry.key] = entry.value;
  }
}

void VariableScope::expand(Node& node, const std::string& path, Findings& findings) const {
  if (node.kind == NodeKind::scalar) {
    if (node.text.find("${") == std::string::npos) return;
    Scalar scalar{node.mark, path, findings};
    Value value = expand_text(node.text, node.quoted, scalar);
    node.text = std::move(value.text);
    node.quoted = !value.plain;
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const Node* name = node.items[i].find("name");
    const std::string below = name != nullptr && name->kind == NodeKind::scalar
                                  ? join(path, name->text)
                                  : path + '[' + std::to_string(i) + ']';
    expand(node.items[i], below, findings);
  }
  for (Entry& entry : node.entries) expand(entry.value, join(path, entry.key), findings);
}

VariableScope::Value VariableScope::expand_text(const std::string& text, bool quoted,
                                                Scalar& scalar) const {
  Value out{{}, !quoted};
  std::size_t at = 0;
  while (true) {
    const std::size_t start = text.find("${", at);
    out.text += text.substr(at, start == std::string::npos ? start : start - at);
    if (start == std::string::npos) return out;
    if (start > at && text[start - 1] == '$') {
      out.text += '{';  // the first dollar sign is already there
      at = start + 2;
      continue;
    }
    const std::size_t end = text.find('}', start);
    if (end == std::string::npos) {
      add_error(scalar.findings, scalar.mark, scalar.path, "'${' without a closing '}'",
                "write $${ for a literal ${");
      return out;
    }
    const std::optional<Value> value = look_up(text.substr(start + 2, end - start - 2), scalar);
    if (scalar.given_up) return {};
    if (value) {
      if (start == 0 && end + 1 == text.size()) return *value;
      out.text += value->text;
    }
    if (out.text.size() > longest_value || ++scalar.look_ups > most_look_ups) {
      scalar.given_up = true;
      add_error(scalar.findings, scalar.mark, scalar.path,
                "takes more than " + std::to_string(longest_value) + " bytes or " +
                    std::to_string(most_look_ups) + " variables to expand");
      return {};
    }
    at = end + 1;
  }
}

std::optional<VariableScope::Value> VariableScope::look_up(const std::string& name,
                                                           Scalar& scalar) const {
  if (kept_.contains(name)) return Value{"${" + name + "}", true};
  if (name.starts_with("env:")) return look_up_environment(name.substr(4), scalar);
  if (const auto given = given_.find(name); given != given_.end())
    return Value{given->second, true};
  const auto defined = defined_.find(name);
  if (defined == defined_.end()) {
    std::vector<std::string> known;
    for (const auto& [key, value] : given_) known.push_back(key);
    for (const auto& [key, value] : defined_) known.push_back(key);
    std::string hint = did_you_mean(name, known);
    if (hint.empty()) hint = "known variables: " + list_of(known);
    add_error(scalar.findings, scalar.mark, scalar.path, "unknown variable '${" + name + "}'",
              std::move(hint));
    return std::nullopt;
  }
  if (std::find(scalar.open.begin(), scalar.open.end(), name) != scalar.open.end()) {
    add_error(scalar.findings, scalar.mark, scalar.path,
              "variable '${" + name + "}' is defined by itself");
    return std::nullopt;
  }
  scalar.open.push_back(name);
  Value value = expand_text(defined->second.text, defined->second.quoted, scalar);
  scalar.open.pop_back();
  return value;
}

std::optional<VariableScope::Value> VariableScope::look_up_environment(const std::string& name,
                                                                       Scalar& scalar) const {
  if (!allow_environment_) {
    add_error(scalar.findings, scalar.mark, scalar.path,
              "'${env:" + name + "}' reads the environment, which is off",
              "allow it with --allow-environment");
    return std::nullopt;
  }
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) {
    add_error(scalar.findings, scalar.mark, scalar.path,
              "environment variable " + name + " is not set");
    return std::nullopt;
  }
  return Value{value, true};
}

}  // namespace trackloom::config
