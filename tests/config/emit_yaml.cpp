#include "config/emit_yaml.hpp"

#include "config/helpers.hpp"

namespace trackloom::config {
namespace {

bool same(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.text != b.text || a.quoted != b.quoted ||
      a.items.size() != b.items.size() || a.entries.size() != b.entries.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    if (!same(a.items[i], b.items[i])) return false;
  }
  for (std::size_t i = 0; i < a.entries.size(); ++i) {
    if (a.entries[i].key != b.entries[i].key) return false;
    if (!same(a.entries[i].value, b.entries[i].value)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("what is written reads back as the same tree") {
  const Node tree = parse(
      "plain: [1, -2.5, 1e-3, true, a/b.c, 50%]\n"
      "quoted: ['1', \"a \\\"b\\\" \\\\ \\n \\t \\x01 end\", '', 'null', '- x', 'a: b', '#c']\n"
      "nested: [{a: [[1, 2], {b: ~}], c: {}}, []]\n"
      "'key: odd': 'é'\n");
  const Node again = parse(emit_yaml(tree));
  CHECK_MESSAGE(same(tree, again), emit_yaml(tree));
  CHECK(emit_yaml(again) == emit_yaml(tree));
}

TEST_CASE("a plain text that YAML would take for something else is quoted") {
  Node node;
  node.set("a", make_scalar("x: y", {}));
  node.set("b", make_scalar("null", {}));
  node.set("c", make_scalar("- d", {}));
  CHECK(emit_yaml(node) == "a: \"x: y\"\nb: \"null\"\nc: \"- d\"\n");
}

}  // namespace trackloom::config
