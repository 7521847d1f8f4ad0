// Every golden/NAME.yaml is checked, and what `trackloom check` says must be golden/NAME.txt, paths
// replaced by words. A first line `# options: ...` in the pipeline adds options to the command.
// To accept new texts: TRACKLOOM_UPDATE_GOLDEN=1 build/.../test_cli, then read the difference.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "cli/command.hpp"

namespace trackloom::cli_test {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
  std::ostringstream out;
  out << std::ifstream(file).rdbuf();
  return out.str();
}

std::string options_of(const std::string& pipeline) {
  const std::string mark = "# options: ";
  if (!pipeline.starts_with(mark)) return {};
  return pipeline.substr(mark.size(), pipeline.find('\n') - mark.size());
}

std::string check(const fs::path& pipeline) {
  Result result = trackloom("check --plugin-path " + plugin_folder() + " " +
                            options_of(read(pipeline)) + " " + pipeline.string());
  std::string& text = result.output;
  replace_all(text, plugin_folder(), "PLUGINS");
  replace_all(text, golden_folder() + "/", "");
  replace_all(text, fs::canonical(TRACKLOOM_BINARY_DIR).string(), "BUILD");
  replace_all(text, std::string(TRACKLOOM_SOURCE_DIR), "SOURCE");
  // What follows is the stamp of the compiler at hand.
  for (std::size_t at = 0; (at = text.find("this engine with [", at)) != std::string::npos;) {
    at += 18;
    text.replace(at, text.find(']', at) - at, "STAMP");
  }
  return text + "exit code " + std::to_string(result.exit_code) + "\n";
}

}  // namespace

TEST_CASE("the text of every diagnostic is the golden one") {
  const bool update = std::getenv("TRACKLOOM_UPDATE_GOLDEN") != nullptr;
  std::vector<fs::path> pipelines;
  for (const auto& entry : fs::directory_iterator(golden_folder())) {
    if (entry.path().extension() == ".yaml") pipelines.push_back(entry.path());
  }
  std::sort(pipelines.begin(), pipelines.end());
  REQUIRE(pipelines.size() > 10);
  for (const fs::path& pipeline : pipelines) {
    CAPTURE(pipeline.filename().string());
    fs::path golden = pipeline;
    golden.replace_extension(".txt");
    const std::string text = check(pipeline);
    // Anything else is no opinion about a pipeline: no executable, a crash.
    REQUIRE((text.ends_with("exit code 0\n") || text.ends_with("exit code 2\n")));
    if (update) std::ofstream(golden) << text;
    CHECK(text == read(golden));
  }
}

}  // namespace trackloom::cli_test
