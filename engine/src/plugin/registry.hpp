// The plugins that this process has loaded. The one singleton of the engine: a library stays loaded
// until the process ends, because stages, products and their tables live in it.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "trackloom/abi.hpp"

namespace trackloom {

struct Plugin {
  std::filesystem::path path;
  const PluginTable* table = nullptr;

  // Null if the plugin has no such stage.
  const StageEntry* find(std::string_view stage) const noexcept;
  std::vector<std::string> stage_names() const;
};

// A plugin or the reason why there is none.
struct PluginResult {
  const Plugin* plugin = nullptr;
  std::string error;
  std::vector<std::string> tried;  // every path that was looked at, when none exists
  std::string absent =
      {};  // why this build has no such plugin (NAME.absent), where the build knows
};

// Thread-safe.
class PluginRegistry {
 public:
  static PluginRegistry& instance();

  // The first NAME.so on the search path, loaded if it is not yet. That first match is final: if it
  // is refused, later folders are not tried. Without one, a NAME.absent on the path may say why the
  // build left an optional plugin out, and what to use in its place.
  PluginResult load(const std::string& name, std::span<const std::filesystem::path> search);

  // The library in that file.
  PluginResult load_file(const std::filesystem::path& file);

 private:
  struct Library;
  PluginRegistry();
  ~PluginRegistry();

  std::mutex mutex_;
  std::map<std::filesystem::path, std::unique_ptr<Library>> libraries_;  // by canonical path
};

}  // namespace trackloom
