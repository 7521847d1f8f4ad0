#include "trackloom/catalog.hpp"

#include <charconv>
#include <cmath>
#include <map>

#include "config/scalar.hpp"
#include "plugin/registry.hpp"

namespace trackloom {
namespace {

namespace fs = std::filesystem;

std::string text_of(bool value) {
  return value ? "true" : "false";
}
std::string text_of(std::int64_t value) {
  return std::to_string(value);
}
// The default of a float is 0.1 and not 0.10000000149011612, the double next to it.
std::string text_of(double value) {
  const auto narrow = static_cast<float>(value);
  if (static_cast<double>(narrow) != value || std::trunc(value) == value) {
    return config::number_text(value);
  }
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, narrow).ptr};
}
std::string text_of(const std::string& value) {
  return '"' + value + '"';
}
template <class T>
std::string text_of(const std::vector<T>& list) {
  std::string out = "[";
  for (const T& value : list) out += (out.size() > 1 ? ", " : "") + text_of(value);
  return out + ']';
}

}  // namespace

std::vector<PluginListing> list_plugins(std::span<const fs::path> search) {
  std::map<std::string, fs::path> files;
  for (const fs::path& folder : search) {
    std::error_code error;
    for (const auto& file : fs::directory_iterator(folder, error)) {
      if (file.path().extension() != ".so") continue;
      files.emplace(file.path().stem().string(), file.path());  // the first folder's stays
    }
  }
  std::vector<PluginListing> listing;
  for (const auto& [name, path] : files) {
    const fs::path folder = path.parent_path();
    const PluginResult result = PluginRegistry::instance().load(name, {&folder, 1});
    listing.push_back(
        {name, path, result.plugin != nullptr ? result.plugin->table : nullptr, result.error});
  }
  return listing;
}

const char* kind_text(StageKind kind) noexcept {
  switch (kind) {
    case StageKind::source:
      return "source";
    case StageKind::stage:
      return "stage";
    case StageKind::async_stage:
      return "asynchronous stage";
    case StageKind::sink:
      return "sink";
  }
  return "";
}

const char* type_text(ParameterType type) noexcept {
  switch (type) {
    case ParameterType::boolean:
      return "true or false";
    case ParameterType::integer:
      return "integer";
    case ParameterType::real:
      return "real";
    case ParameterType::text:
      return "text";
    case ParameterType::integers:
      return "list of integers";
    case ParameterType::reals:
      return "list of reals";
    case ParameterType::texts:
      return "list of texts";
  }
  return "";
}

std::string value_text(const ParameterValue& value) {
  return std::visit([](const auto& v) { return text_of(v); }, value);
}

std::string range_text(const ParameterInfo& parameter) {
  if (!parameter.choices.empty()) {
    std::string out;
    for (const std::string& choice : parameter.choices) {
      out += (out.empty() ? "one of " : ", ") + choice;
    }
    return out;
  }
  const auto number = [](double value) { return config::number_text(value); };
  if (parameter.minimum && parameter.maximum) {
    return number(*parameter.minimum) + " to " + number(*parameter.maximum);
  }
  if (parameter.minimum) return "at least " + number(*parameter.minimum);
  if (parameter.maximum) return "at most " + number(*parameter.maximum);
  return {};
}

std::string parameter_text(const ParameterInfo& parameter) {
  std::string out = parameter.name + ": ";
  if (!parameter.doc.empty()) out += parameter.doc + " ";
  out += std::string("(") + type_text(parameter.type);
  if (!parameter.unit.empty()) out += ", in " + parameter.unit;
  if (const std::string range = range_text(parameter); !range.empty()) out += ", " + range;
  out += parameter.required ? ", required" : ", default " + value_text(parameter.default_value);
  return out + ")";
}

}  // namespace trackloom
