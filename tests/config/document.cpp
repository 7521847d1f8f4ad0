#include "config/document.hpp"

#include "config/helpers.hpp"

namespace trackloom::config {
namespace {

std::string findings_of(const std::string& text) {
  Findings findings;
  const Node root = parse(text);
  read_document_keys(root, "file", findings);
  return texts(findings);
}

}  // namespace

TEST_CASE("the run section is read with its units") {
  Findings findings;
  const Node root = parse(
      "pipeline: p\n"
      "run: {threads: 3, in_flight: auto, order: any, on_error: retry 2, max_failures: 2.5%,\n"
      "      first_event_timeout_s: 1.5, event_timeout_s: 0}\n"
      "stages: [{name: a, use: p.a}, {name: b, use: p.b, on_error: abort, lanes: 2}]\n");
  const Document document = read_document_keys(root, "file", findings);
  CHECK(texts(findings).empty());
  CHECK(document.pipeline == "p");
  CHECK(document.run.threads == 3);
  CHECK(document.run.in_flight == 0);
  CHECK_FALSE(document.run.input_order);
  CHECK(document.run.on_error == ErrorPolicy::retry);
  CHECK(document.run.retries == 2);
  CHECK(document.run.max_failures.percent == 2.5);
  CHECK_FALSE(document.run.max_failures.count.has_value());
  CHECK(document.run.first_event_timeout.count() == 1.5);
  CHECK(document.run.event_timeout.count() == 0);
  REQUIRE(document.stages.size() == 2);
  CHECK(document.stages[0].on_error == ErrorPolicy::retry);
  CHECK(document.stages[0].retries == 2);
  CHECK(document.stages[1].on_error == ErrorPolicy::abort);
  CHECK(document.stages[1].lanes == 2U);
}

TEST_CASE("a pipeline without a name is called like its file") {
  Findings findings;
  const Node root = parse("run: {max_failures: 3}\n");
  const Document document = read_document_keys(root, "file", findings);
  CHECK(document.pipeline == "file");
  CHECK(document.run.max_failures.count == 3U);
}

TEST_CASE("values of the run section out of their range are findings") {
  CHECK(contains(findings_of("run: {in_flight: 5000}\n"), "'5000' is not between 1 and 4096"));
  CHECK(contains(findings_of("run: {threads: 0}\n"), "'0' is not between 1 and 4096"));
  CHECK(contains(findings_of("run: {order: random}\n"), "is not one of input, any"));
  CHECK(contains(findings_of("run: {on_error: retry}\n"), "is not one of skip, abort, retry N"));
  CHECK(contains(findings_of("run: {on_error: retry 0}\n"), "'0' is not between 1 and 100"));
  CHECK(contains(findings_of("run: {max_failures: 101%}\n"), "or a percentage such as 1%"));
  CHECK(contains(findings_of("run: {max_failures: -1}\n"), "is not a number of events"));
  CHECK(contains(findings_of("run: {event_timeout_s: -1}\n"), "'-1' is negative"));
  CHECK(contains(findings_of("run: [1]\n"), "expected a map, found a list"));
}

TEST_CASE("stages need a usable, unused name and a use") {
  CHECK(contains(findings_of("stages: [{use: p.a}]\n"), "a stage needs a name, at stages[0]"));
  CHECK(contains(findings_of("stages: [{name: a/b, use: p.a}]\n"), "'a/b' is not a name"));
  CHECK(contains(findings_of("stages: [{name: a}]\n"), "no `use:`"));
  CHECK(contains(findings_of("stages: [{name: a, use: ../x.y}]\n"),
                 "'../x.y' is not of the form PLUGIN.STAGE"));
  CHECK(contains(findings_of("stages: [{name: a, use: p.a}, {name: a, use: p.b}]\n"),
                 "test.yaml:1:38: error: the name 'a' is taken, at stages.a; first used at "
                 "test.yaml:1:17"));
  CHECK(contains(findings_of("stages: [{name: source, use: p.a}]\n"),
                 "it stands for the pipeline's source"));
  CHECK(contains(findings_of("sinks: [{params: {}}]\n"), "no `use:`"));
}

TEST_CASE("a source cannot be asked to retry") {
  CHECK(contains(findings_of("source: {use: p.a, on_error: retry 1}\n"),
                 "a source cannot be asked for the same event again"));
  CHECK(findings_of("run: {on_error: retry 1}\nsource: {use: p.a}\n").empty());
}

}  // namespace trackloom::config
