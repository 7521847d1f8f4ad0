#include "studies/module_names.hpp"

#include <algorithm>
#include <charconv>

#include "trackloom/error.hpp"

namespace trackloom::studies {
namespace {

std::string text_of(const ModuleName& name) {
  std::string text = std::to_string(name.volume);
  if (name.layer) text += '/' + std::to_string(*name.layer);
  if (name.module) text += '/' + std::to_string(*name.module);
  return text;
}

// False if the text is not one to three numbers with slashes between them.
bool read_name(const std::string& text, ModuleName& name) {
  const char* at = text.data();
  const char* const end = at + text.size();
  for (int part = 0; part < 3; ++part) {
    std::uint32_t number = 0;
    const auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc()) return false;
    if (part == 0) name.volume = number;
    if (part == 1) name.layer = number;
    if (part == 2) name.module = number;
    if (next == end) return true;
    if (*next != '/') return false;
    at = next + 1;
  }
  return false;
}

}  // namespace

std::vector<ModuleName> read_module_names(const std::vector<std::string>& texts,
                                          const std::string& parameter) {
  std::vector<ModuleName> names;
  for (const std::string& text : texts) {
    ModuleName name;
    if (!read_name(text, name)) {
      throw ConfigError(
          "'" + text +
              "' is not VOLUME, VOLUME/LAYER or VOLUME/LAYER/MODULE, each a number of "
              "detectors.csv",
          parameter);
    }
    names.push_back(name);
  }
  return names;
}

std::vector<char> covered_modules(const Detector& detector, const std::vector<ModuleName>& names) {
  const auto& modules = detector.modules();
  std::vector<char> covered(modules.size(), 0);
  for (const ModuleName& name : names) {
    bool any = false;
    for (std::size_t m = 0; m < modules.size(); ++m) {
      if (!name.covers(modules[m])) continue;
      covered[m] = 1;
      any = true;
    }
    if (!any) throw FatalError("the detector has no module " + text_of(name));
  }
  return covered;
}

}  // namespace trackloom::studies
