#include "plan/parameters.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "config/scalar.hpp"
#include "config/suggest.hpp"
#include "trackloom/catalog.hpp"

namespace trackloom::plan {
namespace {

namespace fs = std::filesystem;
using config::add_error;
using config::describe;
using config::Node;
using config::NodeKind;

// Empty if the value is in range, else what is wrong.
std::string check_range(const ParameterInfo& info, double value, const std::string& shown) {
  if (info.minimum && value < *info.minimum) {
    return shown + " is below " + config::number_text(*info.minimum);
  }
  if (info.maximum && value > *info.maximum) {
    return shown + " is above " + config::number_text(*info.maximum);
  }
  return {};
}

std::string check_choice(const ParameterInfo& info, const std::string& value) {
  if (info.choices.empty() ||
      std::find(info.choices.begin(), info.choices.end(), value) != info.choices.end()) {
    return {};
  }
  return describe(config::make_scalar(value, {})) + " is not one of " +
         config::list_of(info.choices);
}

// One scalar into `value`; empty or what is wrong.
std::string read_one(const ParameterInfo& info, const Node& node, bool& value) {
  std::string why;
  if (const auto read = config::to_boolean(node, why)) value = *read;
  (void)info;
  return why;
}
std::string read_one(const ParameterInfo& info, const Node& node, std::int64_t& value) {
  std::string why;
  const auto read = config::to_integer(node, why);
  if (!read) return why;
  value = *read;
  return check_range(info, static_cast<double>(value), describe(node));
}
std::string read_one(const ParameterInfo& info, const Node& node, double& value) {
  std::string why;
  const auto read = config::to_real(node, why);
  if (!read) return why;
  value = *read;
  return check_range(info, value, describe(node));
}
std::string read_one(const ParameterInfo& info, const Node& node, std::string& value) {
  std::string why;
  const auto read = config::to_text(node, why);
  if (!read) return why;
  value = *read;
  return check_choice(info, value);
}

class Reader {
 public:
  Reader(Draft& draft, Findings& findings) : draft_(draft), findings_(findings) {}

  void read() {
    const std::size_t before = findings_.size();
    if (draft_.request.params != nullptr) {
      for (const config::Entry& entry : draft_.request.params->entries) read_entry(entry);
    }
    for (const ParameterInfo& info : draft_.info->parameters) check_absent(info);
    draft_.parameters_good = findings_.size() == before;
  }

 private:
  std::string path(const std::string& name) const {
    return draft_.request.path + ".params." + name;
  }

  void read_entry(const config::Entry& entry) {
    const auto& all = draft_.info->parameters;
    const auto info =
        std::find_if(all.begin(), all.end(), [&](const auto& p) { return p.name == entry.key; });
    if (info == all.end()) return unknown(entry);
    const std::size_t before = findings_.size();
    ParameterValue value;
    switch (info->type) {
      case ParameterType::boolean:
        value = scalar<bool>(*info, entry.value);
        break;
      case ParameterType::integer:
        value = scalar<std::int64_t>(*info, entry.value);
        break;
      case ParameterType::real:
        value = scalar<double>(*info, entry.value);
        break;
      case ParameterType::text:
        value = scalar<std::string>(*info, entry.value);
        break;
      case ParameterType::integers:
        value = list<std::int64_t>(*info, entry.value);
        break;
      case ParameterType::reals:
        value = list<double>(*info, entry.value);
        break;
      case ParameterType::texts:
        value = list<std::string>(*info, entry.value);
        break;
    }
    if (findings_.size() > before) return;
    check_file(*info, value, entry.value.mark);
    draft_.parameters.push_back({info->name, std::move(value)});
  }

  void unknown(const config::Entry& entry) {
    std::vector<std::string> names;
    for (const ParameterInfo& info : draft_.info->parameters) names.push_back(info.name);
    std::string hint = config::did_you_mean(entry.key, names);
    for (const ParameterInfo& info : draft_.info->parameters) {
      if (hint == "did you mean '" + info.name + "'?")
        hint.append(" ").append(parameter_text(info));
    }
    if (hint.empty()) hint = "its parameters: " + config::list_of(names);
    add_error(findings_, entry.mark, path(entry.key),
              draft_.request.use + " has no parameter '" + entry.key + "'", std::move(hint));
  }

  template <class T>
  T scalar(const ParameterInfo& info, const Node& node) {
    T value{};
    const std::string why = read_one(info, node, value);
    if (why.empty()) return value;
    std::string hint = config::did_you_mean(node.text, info.choices);
    if (!hint.empty()) hint += ' ';
    add_error(findings_, node.mark, path(info.name), why, hint + parameter_text(info));
    return value;
  }

  template <class T>
  std::vector<T> list(const ParameterInfo& info, const Node& node) {
    if (node.kind != NodeKind::sequence) {
      add_error(findings_, node.mark, path(info.name), describe(node) + " is not a list",
                parameter_text(info));
      return {};
    }
    std::vector<T> values;
    for (const Node& item : node.items) values.push_back(scalar<T>(info, item));
    return values;
  }

  void check_absent(const ParameterInfo& info) {
    const Node* params = draft_.request.params;
    if (params != nullptr && params->find(info.name) != nullptr) return;
    if (info.required) {
      const config::Mark& mark = params != nullptr ? params->mark : draft_.request.use_mark;
      add_error(findings_, mark, path(info.name),
                "parameter '" + info.name + "' of " + draft_.request.use + " is missing",
                parameter_text(info));
      return;
    }
    check_file(info, info.default_value, draft_.request.use_mark);
  }

  // An empty name means that there is no such file. Relative names start at the working folder.
  void check_file(const ParameterInfo& info, const ParameterValue& value,
                  const config::Mark& mark) {
    if (info.role == ParameterRole::plain || info.role == ParameterRole::output_path) return;
    if (const auto* one = std::get_if<std::string>(&value)) check_file(info, *one, mark);
    if (const auto* all = std::get_if<std::vector<std::string>>(&value)) {
      for (const std::string& name : *all) check_file(info, name, mark);
    }
  }

  void check_file(const ParameterInfo& info, const std::string& name, const config::Mark& mark) {
    if (name.empty()) {
      if (info.required) {
        add_error(findings_, mark, path(info.name), "the name is empty", parameter_text(info));
      }
      return;
    }
    std::error_code error;
    const bool folder = fs::is_directory(name, error);
    std::string problem;
    if (folder && info.role == ParameterRole::input_file) {
      problem = "'" + name + "' is a folder, not a file";
    } else if (::access(name.c_str(), R_OK) != 0) {
      problem = "'" + name + "' cannot be read: " + std::strerror(errno);
    }
    if (!problem.empty()) {
      add_error(findings_, mark, path(info.name), problem, parameter_text(info));
    }
  }

  Draft& draft_;
  Findings& findings_;
};

}  // namespace

void read_parameters(Draft& draft, Findings& findings) {
  Reader(draft, findings).read();
}

}  // namespace trackloom::plan
