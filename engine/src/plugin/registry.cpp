#include "plugin/registry.hpp"

#include <dlfcn.h>
#include <sys/stat.h>

#include <boost/dll/shared_library.hpp>
#include <fstream>

#include "plugin/abi_check.hpp"

namespace trackloom {

namespace fs = std::filesystem;

struct PluginRegistry::Library {
  boost::dll::shared_library handle;
  Plugin plugin;
  std::string error;  // of a library that was refused once it was loaded
};

const StageEntry* Plugin::find(std::string_view stage) const noexcept {
  for (std::uint32_t i = 0; i < table->stage_count; ++i) {
    if (table->stages[i].name == stage) return &table->stages[i];
  }
  return nullptr;
}

std::vector<std::string> Plugin::stage_names() const {
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < table->stage_count; ++i) names.push_back(table->stages[i].name);
  return names;
}

PluginRegistry::PluginRegistry() = default;
PluginRegistry::~PluginRegistry() = default;

PluginRegistry& PluginRegistry::instance() {
  // Never destroyed: its destructor would unload libraries that other statics may still use.
  static PluginRegistry* const registry = new PluginRegistry();
  return *registry;
}

PluginResult PluginRegistry::load(const std::string& name, std::span<const fs::path> search) {
  PluginResult result;
  for (const fs::path& folder : search) {
    const fs::path file = folder / (name + ".so");
    std::error_code error;
    if (!fs::exists(file, error)) {
      result.tried.push_back(file.string());
      continue;
    }
    result = load_file(file);
    if (result.plugin != nullptr && name != result.plugin->table->name) {
      result.error = "plugin " + file.string() + " calls itself '" + result.plugin->table->name +
                     "', not '" + name + "'";
      result.plugin = nullptr;
    }
    return result;
  }
  result.error = "plugin '" + name + "' is not found";
  for (const fs::path& folder : search) {
    std::ifstream reason(folder / (name + ".absent"));
    if (std::getline(reason, result.absent)) break;
  }
  return result;
}

PluginResult PluginRegistry::load_file(const fs::path& file) {
  struct stat status {};
  std::error_code path_error;
  const fs::path canonical = fs::canonical(file, path_error);
  if (path_error || ::stat(canonical.c_str(), &status) != 0) {
    return {nullptr, "plugin " + file.string() + " cannot be read", {}};
  }
  if (!S_ISREG(status.st_mode)) {
    return {nullptr, "plugin " + file.string() + " is not a regular file", {}};
  }
  if ((status.st_mode & S_IWOTH) != 0) {
    return {nullptr,
            "plugin " + file.string() +
                " is writable by everyone, so anyone could have put code "
                "there; refused (chmod o-w)",
            {}};
  }
  const std::lock_guard lock(mutex_);
  const auto known = libraries_.find(canonical);
  Library* library = known == libraries_.end() ? nullptr : known->second.get();
  if (library == nullptr) {
    auto fresh = std::make_unique<Library>();
    std::error_code error;
    // Every symbol now, so that a missing one is found here and not in the middle of a run.
    fresh->handle.load(canonical, error,
                       boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
    if (error) {
      const char* reason = ::dlerror();
      return {nullptr,
              "plugin " + file.string() +
                  " cannot be loaded: " + (reason != nullptr ? reason : error.message()),
              {}};
    }
    fresh->plugin.path = file;
    if (fresh->handle.has(plugin_symbol)) {
      fresh->plugin.table = &fresh->handle.get<const PluginTable>(plugin_symbol);
      fresh->error = check_abi(*fresh->plugin.table);
    } else {
      fresh->error =
          "has no symbol '" + std::string(plugin_symbol) + "', so it is not a Trackloom plugin";
    }
    library = libraries_.emplace(canonical, std::move(fresh)).first->second.get();
  }
  if (!library->error.empty()) {
    return {nullptr, "plugin " + file.string() + " is refused: it " + library->error, {}};
  }
  return {&library->plugin, {}, {}};
}

}  // namespace trackloom
