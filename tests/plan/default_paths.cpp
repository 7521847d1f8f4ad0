// Where plugins and shared files are looked for when nobody says.
#include <cstdlib>

#include "plan/helpers.hpp"

namespace trackloom {

TEST_CASE("plugins are searched in the environment's folders, then beside the library") {
  ::setenv("TRACKLOOM_PLUGIN_PATH", "/a::/b", 1);
  const auto search = default_plugin_path();
  ::unsetenv("TRACKLOOM_PLUGIN_PATH");
  REQUIRE(search.size() == 3);
  CHECK(search[0] == "/a");
  CHECK(search[1] == "/b");
  CHECK(search[2] == std::filesystem::canonical(TRACKLOOM_BINARY_DIR) / "lib/trackloom/plugins");
  CHECK(default_plugin_path().size() == 1);
}

TEST_CASE("shared files are in TRACKLOOM_SHARE, else in the source tree of a build") {
  ::setenv("TRACKLOOM_SHARE", "/somewhere", 1);
  CHECK(default_share_directory() == "/somewhere");
  ::unsetenv("TRACKLOOM_SHARE");
  CHECK(default_share_directory() == std::filesystem::path(TRACKLOOM_SOURCE_DIR) / "share");
}

}  // namespace trackloom
