#include "config/resolve.hpp"

#include "config/emit_yaml.hpp"
#include "config/helpers.hpp"

namespace trackloom::config {
namespace {

std::string resolved(const std::string& text, const LoadOptions& options = {}) {
  const TemporaryFolder folder;
  Findings findings;
  const auto result = resolve_document(folder.write("p.yaml", text), options, findings);
  REQUIRE(result.has_value());
  return texts(findings) + emit_yaml(result->document);
}

constexpr const char* with_variants =
    "variants:\n"
    "  many: {run: {threads: 8}, vars: {n: 2}}\n"
    "  ordered: {run: {order: input, threads: 3}}\n"
    "vars: {n: 1}\n"
    "run: {order: any}\n"
    "stages: [{params: {count: \"${n}\"}, use: p.a, name: a}]\n";

}  // namespace

TEST_CASE("variants are applied in the order asked for, --set after them, keys in fixed order") {
  LoadOptions options;
  CHECK(resolved(with_variants) ==
        "run:\n  order: any\nstages:\n  - name: a\n    use: p.a\n    params:\n      count: 1\n");
  options.variants = {"many", "ordered"};
  options.set = {"vars.n=5"};
  CHECK(resolved(with_variants, options) ==
        "run:\n  threads: 3\n  order: input\nstages:\n  - name: a\n    use: p.a\n    params:\n"
        "      count: 5\n");
  options.threads = 7;
  options.in_flight = 9;
  CHECK(contains(resolved(with_variants, options), "run:\n  threads: 7\n  in_flight: 9\n"));
}

TEST_CASE("an unknown variant is a finding with a suggestion") {
  LoadOptions options;
  options.variants = {"mnay"};
  CHECK(contains(resolved(with_variants, options),
                 "there is no variant 'mnay', at variants; did you mean 'many'?"));
}

TEST_CASE("a variant's unknown keys are found even when it is not applied") {
  CHECK(contains(resolved("variants: {a: {stage: []}}\nrun: {}\n"),
                 "unknown key 'stage', at variants.a.stage; did you mean 'stages'?"));
}

TEST_CASE("share, input and output have defaults that the caller's values replace") {
  LoadOptions options;
  options.variables = {{"share", "/s"}};
  CHECK(resolved("doc: \"${share} ${input} ${output}\"\n", options) ==
        "doc: \"/s /s/events output\"\n");
  options.variables["input"] = "i";
  options.variables["output"] = "o";
  CHECK(resolved("doc: \"${input} ${output}\"\n", options) == "doc: \"i o\"\n");
}

TEST_CASE("a sink without a name gets its stage's name, made unique") {
  CHECK(contains(resolved("sinks: [{use: p.print}, {use: q.print}, {name: x, use: p.print}]\n"),
                 "  - name: print\n    use: p.print\n"
                 "  - name: print_2\n    use: q.print\n"
                 "  - name: x\n    use: p.print\n"));
}

TEST_CASE("the input's own reader takes the place of a source that reads ${input}, and no other") {
  const std::string reads = "source: {use: p.csv, params: {path: \"${input}\"}}\n";
  LoadOptions options;
  options.variables["input"] = "x";
  options.input_source = "p.binary";
  CHECK(contains(resolved(reads, options), "use: p.binary\n"));
  CHECK(contains(resolved("source: {use: p.csv, params: {path: \"${input}/y\"}}\n", options),
                 "use: p.csv\n"));
  CHECK(contains(resolved("source: {use: p.rays}\n", options), "use: p.rays\n"));
  CHECK_FALSE(contains(resolved("run: {threads: 1}\n", options), "p.binary"));
  options.set = {"source.use=p.mine"};
  CHECK(contains(resolved(reads, options), "use: p.mine\n"));
  options.set.clear();
  options.source = "p.other";
  CHECK(contains(resolved(reads, options), "use: p.other\n"));
  CHECK(contains(resolved("source: {use: p.rays}\n", options), "use: p.other\n"));
}

}  // namespace trackloom::config
