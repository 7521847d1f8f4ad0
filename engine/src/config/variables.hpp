// ${name} in the scalars of a document.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/node.hpp"

namespace trackloom::config {

// Given variables (from the program) win over those that the document's `vars:` defines; values of
// `vars:` may use other variables. `${env:NAME}` needs `allow_environment`. `$${` stands for a
// literal `${`. What a variable brings in is not searched for variables again.
class VariableScope {
 public:
  VariableScope(std::map<std::string, std::string> given, bool allow_environment)
      : given_(std::move(given)), allow_environment_(allow_environment) {}

  // Takes the document's `vars:` map (null: none); a value must be a scalar.
  void define(const Node* vars, Findings& findings);

  // These names expand to themselves, `${name}`.
  void keep(std::set<std::string> names) { kept_ = std::move(names); }

  // Expands every scalar at or below the node. A quoted scalar that is one variable and nothing
  // else is as plain as the variable's value: "${count}" can be a number.
  void expand(Node& node, const std::string& path, Findings& findings) const;

 private:
  struct Value {
    std::string text;
    bool plain = true;
  };
  struct Scalar {  // what is being expanded, for findings
    const Mark& mark;
    const std::string& path;
    Findings& findings;
    std::vector<std::string> open = {};  // variables being resolved, to find loops
    std::size_t look_ups = 0;            // values of `vars:` can double with every step
    bool given_up = false;
  };

  Value expand_text(const std::string& text, bool quoted, Scalar& scalar) const;
  std::optional<Value> look_up(const std::string& name, Scalar& scalar) const;
  std::optional<Value> look_up_environment(const std::string& name, Scalar& scalar) const;

  std::map<std::string, std::string> given_;
  bool allow_environment_;
  std::map<std::string, Node> defined_;
  std::set<std::string> kept_;
};

}  // namespace trackloom::config
