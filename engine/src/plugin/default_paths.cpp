#include <dlfcn.h>

#include <cstdlib>
#include <sstream>

#include "trackloom/plan.hpp"

namespace trackloom {
namespace {

namespace fs = std::filesystem;

// Any object of this library: dladdr tells which file it was loaded from.
const char anchor = 0;

fs::path library_folder() {
  Dl_info info{};
  if (::dladdr(&anchor, &info) == 0 || info.dli_fname == nullptr) return {};
  std::error_code error;
  const fs::path file = fs::canonical(info.dli_fname, error);
  return error ? fs::path() : file.parent_path();
}

}  // namespace

std::vector<fs::path> default_plugin_path() {
  std::vector<fs::path> folders;
  if (const char* given = std::getenv("TRACKLOOM_PLUGIN_PATH")) {
    std::istringstream stream(given);
    for (std::string folder; std::getline(stream, folder, ':');) {
      if (!folder.empty()) folders.emplace_back(folder);
    }
  }
  if (const fs::path folder = library_folder(); !folder.empty()) {
    folders.push_back(folder / "trackloom" / "plugins");
  }
  return folders;
}

fs::path default_share_directory() {
  if (const char* given = std::getenv("TRACKLOOM_SHARE"); given != nullptr && *given != '\0') {
    return given;
  }
  // As installed, such as ../share/trackloom; a build folder has no such place.
  if (const fs::path folder = library_folder(); !folder.empty()) {
    const fs::path share = (folder / TRACKLOOM_SHARE_FROM_LIB).lexically_normal();
    std::error_code error;
    if (fs::is_directory(share, error)) return share;
  }
  return TRACKLOOM_SOURCE_SHARE;
}

}  // namespace trackloom
