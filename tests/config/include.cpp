#include "config/include.hpp"

#include "config/emit_yaml.hpp"
#include "config/helpers.hpp"

namespace trackloom::config {
namespace {

std::string read(const std::filesystem::path& file,
                 const std::map<std::string, std::string>& variables = {}) {
  Findings findings;
  const auto node = read_document(file, variables, findings);
  return texts(findings) + (node ? emit_yaml(*node) : std::string("nothing\n"));
}

}  // namespace

TEST_CASE("an included file lies under the including one, its name relative to it") {
  const TemporaryFolder folder;
  folder.write("sub/base.yaml", "run: {threads: 1, order: any}\n");
  const auto main = folder.write("main.yaml", "include: sub/base.yaml\nrun: {threads: 2}\n");
  CHECK(read(main) == "run:\n  threads: 2\n  order: any\n");
}

TEST_CASE("of several included files a later one wins, and they may include others") {
  const TemporaryFolder folder;
  folder.write("sub/deep.yaml", "run: {order: any, threads: 1}\n");
  folder.write("sub/a.yaml", "include: deep.yaml\nrun: {threads: 2}\n");
  folder.write("b.yaml", "run: {threads: 3}\n");
  const auto main = folder.write("main.yaml", "include: [sub/a.yaml, b.yaml]\n");
  CHECK(read(main) == "run:\n  order: any\n  threads: 3\n");
}

TEST_CASE("a file that includes itself through another is a finding with the chain") {
  const TemporaryFolder folder;
  folder.write("b.yaml", "include: a.yaml\n");
  const auto main = folder.write("a.yaml", "include: b.yaml\n");
  const std::string text = read(main);
  CHECK(contains(text, "b.yaml:1:10: error: a file includes itself: "));
  CHECK(contains(text, "/a.yaml -> "));
}

TEST_CASE("includes that multiply are stopped by number") {
  const TemporaryFolder folder;
  folder.write("l0.yaml", "doc: x\n");
  for (int level = 1; level < 10; ++level) {
    const std::string below = "l" + std::to_string(level - 1) + ".yaml";
    folder.write("l" + std::to_string(level) + ".yaml",
                 "include: [" + below + ", " + below + ", " + below + "]\n");
  }
  CHECK(contains(read(folder.path() / "l9.yaml"), "more than 64 included files"));
}

TEST_CASE("an included file may be named with a variable, and a missing one is a finding") {
  const TemporaryFolder folder;
  folder.write("x/base.yaml", "doc: found\n");
  const auto main = folder.write("main.yaml", "include: ['${where}/base.yaml', none.yaml]\n");
  const std::string text = read(main, {{"where", "x"}});
  CHECK(contains(text, "doc: found"));
  CHECK(contains(text, "main.yaml:1:33: error: included file "));
  CHECK(contains(read(main), "unknown variable '${where}'"));
}

TEST_CASE("plugin folders are relative to the file that names them") {
  const TemporaryFolder folder;
  folder.write("sub/base.yaml", "plugins: [mine]\n");
  const auto main = folder.write("main.yaml", "include: sub/base.yaml\n");
  CHECK(contains(read(main), (folder.path() / "sub/mine").string()));
}

TEST_CASE("unknown keys are found in the file that has them") {
  const TemporaryFolder folder;
  folder.write("base.yaml", "stagse: []\n");
  const auto main = folder.write("main.yaml", "include: base.yaml\n");
  CHECK(contains(read(main),
                 "base.yaml:1:1: error: unknown key 'stagse', at stagse; did you mean "
                 "'stages'?"));
}

}  // namespace trackloom::config
