// Finding, checking and refusing plugins.
#include "plugin/registry.hpp"

#include <sys/stat.h>

#include "plan/helpers.hpp"
#include "plugin/abi_check.hpp"

namespace trackloom {
namespace {

namespace fs = std::filesystem;

PluginResult find(const std::string& name, std::vector<fs::path> search = {static_plugins()}) {
  return PluginRegistry::instance().load(name, search);
}

}  // namespace

TEST_CASE("a plugin is found by its file name, and loaded once") {
  const PluginResult first = find("planning");
  REQUIRE_MESSAGE(first.plugin, first.error);
  CHECK(std::string(first.plugin->table->name) == "planning");
  CHECK(first.plugin->find("square") != nullptr);
  CHECK(first.plugin->find("sqare") == nullptr);
  CHECK(find("planning").plugin == first.plugin);
}

TEST_CASE("a plugin that is not found lists every path tried") {
  const PluginResult result = find("nowhere", {"/a", "b/c"});
  CHECK(result.plugin == nullptr);
  CHECK(result.error == "plugin 'nowhere' is not found");
  CHECK(result.tried == std::vector<std::string>{"/a/nowhere.so", "b/c/nowhere.so"});
}

TEST_CASE("a plugin that the build left out says why") {
  const TemporaryFolder folder;
  folder.write("cuda.absent", "no nvcc; use one_pass.yaml\n");
  const PluginResult result = find("cuda", {"/a", folder.path()});
  CHECK(result.plugin == nullptr);
  CHECK(result.absent == "no nvcc; use one_pass.yaml");
  CHECK(find("nowhere", {folder.path()}).absent.empty());
}

TEST_CASE("the first match is final, even when it cannot be used") {
  const TemporaryFolder folder;
  folder.write("planning.so", "not a library");
  const PluginResult result = find("planning", {folder.path(), static_plugins()});
  CHECK(result.plugin == nullptr);
  CHECK(contains(result.error, (folder.path() / "planning.so").string()));
  CHECK(contains(result.error, "cannot be loaded: "));
  CHECK(find("planning", {static_plugins(), folder.path()}).plugin != nullptr);
}

TEST_CASE("a file that everyone can write is refused before it is loaded") {
  const TemporaryFolder folder;
  const fs::path copy = folder.path() / "planning.so";
  fs::copy_file(static_plugins() / "planning.so", copy);
  REQUIRE(::chmod(copy.c_str(), 0777) == 0);
  CHECK(contains(find("planning", {folder.path()}).error, "is writable by everyone"));
  REQUIRE(::chmod(copy.c_str(), 0755) == 0);
  CHECK(find("planning", {folder.path()}).plugin != nullptr);
}

TEST_CASE("a folder in place of a plugin is refused") {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "odd.so");
  CHECK(contains(find("odd", {folder.path()}).error, "is not a regular file"));
}

TEST_CASE("a table of the wrong magic, ABI, size or stamp is refused, both stamps named") {
  CHECK(contains(find("wrong_magic").error, "that is no plugin table (wrong magic)"));
  CHECK(contains(find("wrong_abi").error, "was built for plugin ABI 99.1, this engine has 1.1"));
  CHECK(contains(find("wrong_size").error, "this engine's have"));
  const std::string stamp = find("wrong_stamp").error;
  CHECK(contains(stamp, "was built with [a compiler of 1999]"));
  CHECK(contains(stamp, std::string("this engine with [") + build_stamp + "]"));
  CHECK(contains(find("wrong_name").error, "calls itself 'another', not 'wrong_name'"));
}

TEST_CASE("a refused plugin stays refused when it is asked for again") {
  CHECK(contains(find("wrong_stamp").error, "a compiler of 1999"));
  CHECK(contains(find("wrong_stamp").error, "a compiler of 1999"));
}

TEST_CASE("a library without a table or with a missing symbol says so") {
  CHECK(contains(find("no_table").error, "has no symbol 'trackloom_plugin'"));
  CHECK(contains(find("no_symbol").error, "trackloom_test_function_that_nobody_has"));
}

TEST_CASE("a newer minor ABI is refused, because its tables may hold what this engine lacks") {
  PluginTable table = *find("planning").plugin->table;
  CHECK(check_abi(table).empty());
  table.minor = abi_minor + 1;
  CHECK(contains(check_abi(table), "rebuild it"));
}

TEST_CASE("plugins that cannot be had are findings at the stage's use") {
  const Loaded loaded = load(
      "source: {use: planing.numbers}\n"
      "stages: [{name: a, use: wrong_stamp.x}, {name: b, use: planning.undescribed}]\n"
      "sinks: [{use: nowhere.x}]\n");
  const std::string folder = static_plugins().string();
  CHECK(contains(loaded.text,
                 "p.yaml:1:15: error: plugin 'planing' is not found, at source.use; "
                 "did you mean 'planning'? tried " +
                     folder + "/planing.so\n"));
  CHECK(contains(loaded.text, "p.yaml:2:25: error: plugin " + folder +
                                  "/wrong_stamp.so is refused: "
                                  "it was built with [a compiler of 1999]"));
  CHECK(contains(loaded.text, "planning.undescribed cannot describe itself: lost for words"));
  CHECK(contains(loaded.text, "plugin 'nowhere' is not found"));
}

TEST_CASE("a pipeline's own plugin folders come after the configured ones") {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "mine");
  fs::copy_file(static_plugins() / "planning.so", folder.path() / "mine" / "planning.so");
  const auto file = folder.write("p.yaml", "plugins: [mine]\nsource: {use: planning.numbers}\n");
  LoadOptions options;
  options.plugin_path = {folder.path() / "empty"};
  Findings findings;
  auto plan = load_plan(file, options, findings);
  REQUIRE_MESSAGE(plan, texts(findings));
  CHECK(plan->stages[0].plugin == (folder.path() / "mine" / "planning.so").string());
  options.plugin_path = {static_plugins()};
  plan = load_plan(file, options, findings);
  REQUIRE(plan);
  CHECK(plan->stages[0].plugin == (static_plugins() / "planning.so").string());
}

}  // namespace trackloom
