#include "config/read_yaml.hpp"

#include <chrono>

#include "config/helpers.hpp"

namespace trackloom::config {
namespace {

std::string refusal(const std::string& text, const YamlLimits& limits = {}) {
  Findings findings;
  CHECK_FALSE(read_yaml_text(text, "test.yaml", findings, limits).has_value());
  return texts(findings);
}

// Nested lists of nine aliases each: `levels` lines stand for 9^levels nodes.
std::string alias_bomb(int levels) {
  std::string text = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n";
  for (int level = 1; level < levels; ++level) {
    const std::string below = "*a" + std::to_string(level - 1);
    text += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [";
    for (int i = 0; i < 9; ++i) text += (i > 0 ? "," : "") + below;
    text += "]\n";
  }
  return text;
}

}  // namespace

TEST_CASE("a tree knows kind, text, quoting and place of every node") {
  const Node root = parse("a: 1\nb: ['x', y]\nc: {d: ~}\n");
  REQUIRE(root.kind == NodeKind::map);
  CHECK(root.find("a")->text == "1");
  CHECK_FALSE(root.find("a")->quoted);
  const Node* list = root.find("b");
  REQUIRE(list->items.size() == 2);
  CHECK(list->items[0].quoted);
  CHECK_FALSE(list->items[1].quoted);
  CHECK(list->items[1].mark.line == 2);
  CHECK(list->items[1].mark.column == 10);
  CHECK(*list->mark.file == "test.yaml");
  CHECK(root.find("c")->find("d")->kind == NodeKind::null);
}

TEST_CASE("a key without a value is placed at the key") {
  const Node root = parse("a:\n\n\nb: 1\n");
  CHECK(root.find("a")->kind == NodeKind::null);
  CHECK(root.find("a")->mark.line == 1);
}

TEST_CASE("a key that is given twice is a finding that names both places") {
  Findings findings;
  const Node root = parse("a: 1\nb: {x: 1, x: 2}\na: 3\n", findings);
  REQUIRE(findings.size() == 2);
  CHECK(
      findings[0].text() ==
      "test.yaml:2:11: error: key 'x' is given twice in one map; first given at line 2, column 5");
  CHECK(findings[1].text() ==
        "test.yaml:3:1: error: key 'a' is given twice in one map; first given at line 1, column 1");
  CHECK(root.find("a")->text == "1");
}

TEST_CASE("an alias is a copy of its anchor, placed where the value is written") {
  const Node root = parse("a: &x {v: 5}\nb: *x\n");
  CHECK(root.find("b")->find("v")->text == "5");
  CHECK(root.find("b")->find("v")->mark.line == 1);
}

TEST_CASE("an alias bomb of some hundred bytes is refused at once") {
  const std::string bomb = alias_bomb(9);
  CHECK(bomb.size() < 450);
  const auto start = std::chrono::steady_clock::now();
  CHECK(contains(refusal(bomb), "more than 20000 nodes once aliases are expanded"));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(2));
}

TEST_CASE("an alias inside its own anchor is refused") {
  CHECK(contains(refusal("a: &x [*x]\n"), "an alias inside the node it names"));
}

TEST_CASE("bytes, depth, aliases and nodes have limits") {
  CHECK(contains(refusal(std::string(std::size_t{1} << 21, ' ')), "larger than 1048576 bytes"));
  CHECK(contains(refusal(std::string(33, '[')), "nested deeper than 32"));
  std::string aliases = "a: &a 1\nb: [*a";
  for (int i = 0; i < 256; ++i) aliases += ",*a";
  CHECK(contains(refusal(aliases + "]\n"), "more than 256 aliases"));
  std::string nodes = "[1";
  for (int i = 0; i < 20'000; ++i) nodes += ",1";
  CHECK(contains(refusal(nodes + "]"), "more than 20000 nodes"));
}

TEST_CASE("a megabyte of brackets is refused quickly") {
  for (const char* unit : {"[", "{a: ", "- ", "? ", "&a ", "*a ", "!!x ", "a: b: "}) {
    std::string text;
    while (text.size() + 8 < (std::size_t{1} << 20)) text += unit;
    Findings findings;
    const auto start = std::chrono::steady_clock::now();
    (void)read_yaml_text(text, "test.yaml", findings);
    CHECK_MESSAGE(has_errors(findings), unit);
    CHECK_MESSAGE(std::chrono::steady_clock::now() - start < std::chrono::seconds(10), unit);
  }
}

TEST_CASE("bad YAML is a finding with line and column") {
  CHECK(contains(refusal("a: 1\nb: [1, 2\nc: 3\n"), "error: not valid YAML: "));
  CHECK(contains(refusal("a: *nowhere\n"), "test.yaml:1:4: error: not valid YAML: "));
  CHECK(contains(refusal(""), "the document is empty"));
}

TEST_CASE("tags, compound keys and a second document are findings") {
  Findings findings;
  parse("a: !!int 5\n[x]: 1\n---\nb: 1\n", findings);
  const std::string all = texts(findings);
  CHECK(contains(all, "test.yaml:1:4: error: tags such as tag:yaml.org,2002:int"));
  CHECK(contains(all, "a key must be a name, not a list"));
  CHECK(contains(all, "more than one YAML document"));
}

TEST_CASE("a file that is missing, a folder or endless is a finding") {
  const TemporaryFolder folder;
  Findings findings;
  CHECK_FALSE(read_yaml_file(folder.path() / "none.yaml", findings).has_value());
  CHECK_FALSE(read_yaml_file(folder.path(), findings).has_value());
  CHECK_FALSE(read_yaml_file("/dev/zero", findings).has_value());
  const std::string all = texts(findings);
  CHECK(contains(all, "none.yaml: error: cannot be read: No such file or directory"));
  CHECK(contains(all, "is a folder, not a YAML file"));
  CHECK(contains(all, "/dev/zero: error: larger than"));
}

}  // namespace trackloom::config
