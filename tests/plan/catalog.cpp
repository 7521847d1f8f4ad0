#include "trackloom/catalog.hpp"

#include "plan/helpers.hpp"

namespace trackloom {

TEST_CASE("all plugins of a folder are listed by name, broken ones with their error") {
  const std::vector<std::filesystem::path> search = {static_plugins()};
  const auto listing = list_plugins(search);
  REQUIRE(listing.size() == 8);
  CHECK(listing[0].name == "no_symbol");
  CHECK(listing[0].table == nullptr);
  CHECK(contains(listing[0].error, "cannot be loaded"));
  CHECK(listing[2].name == "planning");
  REQUIRE(listing[2].table != nullptr);
  CHECK(listing[2].path == static_plugins() / "planning.so");
}

TEST_CASE("of two plugins of one name the first on the path is listed") {
  const TemporaryFolder folder;
  folder.write("planning.so", "not a library");
  const std::vector<std::filesystem::path> search = {folder.path(), static_plugins()};
  for (const PluginListing& plugin : list_plugins(search)) {
    if (plugin.name == "planning") CHECK(plugin.path == folder.path() / "planning.so");
  }
}

TEST_CASE("a parameter is described in one line") {
  ParameterInfo info;
  info.name = "cut";
  info.doc = "lowest score kept";
  info.default_value = 0.5;
  info.minimum = 0;
  CHECK(parameter_text(info) == "cut: lowest score kept (real, at least 0, default 0.5)");
  info.maximum = 1;
  info.unit = "mm";
  CHECK(parameter_text(info) == "cut: lowest score kept (real, in mm, 0 to 1, default 0.5)");
  info.type = ParameterType::texts;
  info.default_value = std::vector<std::string>{"a", "b"};
  info.choices = {"a", "b", "c"};
  CHECK(value_text(info.default_value) == "[\"a\", \"b\"]");
  CHECK(range_text(info) == "one of a, b, c");
}

}  // namespace trackloom
