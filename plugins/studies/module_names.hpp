// Modules, layers and volumes as a pipeline names them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "event_data/detector.hpp"

namespace trackloom::studies {

// "8", "8/2" or "8/2/17": a volume, a layer of it, a module of that, by the ids of detectors.csv.
struct ModuleName {
  std::uint32_t volume = 0;
  std::optional<std::uint32_t> layer, module;

  bool covers(const Module& m) const noexcept {
    return m.volume_id == volume && layer.value_or(m.layer_id) == m.layer_id &&
           module.value_or(m.module_id) == m.module_id;
  }
};

// Throws ConfigError that points at `parameter` and quotes the text that is no name.
std::vector<ModuleName> read_module_names(const std::vector<std::string>& texts,
                                          const std::string& parameter);

// By index of Detector::modules: covered by one of the names. Throws FatalError if a name covers no
// module: every event would say the same.
std::vector<char> covered_modules(const Detector& detector, const std::vector<ModuleName>& names);

// Identity of a module that does not depend on the rest of the detector.
inline std::uint64_t module_key(const Module& m) noexcept {
  return std::uint64_t{m.volume_id} << 48U | std::uint64_t{m.layer_id} << 32U | m.module_id;
}

}  // namespace trackloom::studies
