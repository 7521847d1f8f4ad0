// TorchScript models of all kinds, made here, behind the stage.
#include <doctest/doctest.h>
#include <torch/script.h>

#include <cmath>

#include "gnn/features.hpp"
#include "gnn/test_files.hpp"
#include "gnn/tiny_event.hpp"
#include "gnn_torch/torchscript_stage.hpp"
#include "trackloom/error.hpp"

using namespace trackloom;
using namespace trackloom::gnn;
using test::contains;

namespace {

// Logit = edge_attr . w + x of the inner end [0] - x of the outer end [2].
const char* const good = R"(
def forward(self, x, edge_index, edge_attr):
    inner = x.index_select(0, edge_index[0])
    outer = x.index_select(0, edge_index[1])
    return torch.matmul(edge_attr, self.w) + inner[:, 0] - outer[:, 2]
)";

class Script {
 public:
  explicit Script(const std::string& source, std::int64_t width = 6) {
    torch::jit::Module module("model");
    std::vector<float> w;
    for (std::int64_t i = 0; i < width; ++i) w.push_back(0.5F - 0.2F * static_cast<float>(i));
    module.register_parameter("w", torch::tensor(w), false);
    module.define(source);
    config.model = (folder_ / "model.pt").string();
    config.result = "logit";
    module.save(config.model);
  }

  EdgeScores score(const test::TinyEvent& event) const {
    TorchScriptStage stage(config);
    EdgeScores scores;
    stage(event.hits, nullptr, event.graph, scores);
    return scores;
  }
  // What the stage's constructor says; empty if nothing.
  std::string refusal(const std::string& parameter = "model") const {
    try {
      const TorchScriptStage stage(config);
    } catch (const ConfigError& error) {
      CHECK(error.parameter() == parameter);
      return error.what();
    }
    return {};
  }

 private:
  test::TemporaryFolder folder_;

 public:
  TorchScriptStage::Config config;
};

std::string refusal_of(const std::string& source) {
  return Script(source).refusal();
}

// The scores of `good`, from the features as documented.
std::vector<float> expected_scores(const test::TinyEvent& event) {
  std::vector<float> nodes, edges(event.graph.edges() * 6), scores;
  std::vector<std::int32_t> source, target;
  node_features({event.hits}, Architecture{}, nodes);
  signed_edges(event.graph, event.hits.size(), source, target);
  edge_features(nodes, 3, source, target, 6, edges);
  for (std::size_t i = 0; i < source.size(); ++i) {
    double logit = nodes[source[i] * 3] - nodes[target[i] * 3 + 2];
    for (int k = 0; k < 6; ++k) logit += edges[i * 6 + k] * (0.5 - 0.2 * k);
    scores.push_back(static_cast<float>(1 / (1 + std::exp(-logit))));
  }
  return scores;
}

void check_scores(const EdgeScores& scores, const test::TinyEvent& event) {
  const std::vector<float> expected = expected_scores(event);
  REQUIRE(scores.value.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    REQUIRE(scores.value[i] == doctest::Approx(expected[i]).epsilon(1e-4));
  }
}

}  // namespace

TEST_CASE("a TorchScript model scores the edges, its logits made probabilities") {
  const test::TinyEvent event = test::tiny_event(1);
  const Script script(good);
  const EdgeScores scores = script.score(event);
  check_scores(scores, event);
  CHECK(script.score(event).value == scores.value);
}

TEST_CASE("a model may hold its sigmoid, return a column, take ends apart and have defaults") {
  const test::TinyEvent event = test::tiny_event(2);
  Script script(R"(
def forward(self, a, nodes, b, edges, scale: float = 1.0):
    inner = nodes.index_select(0, a)
    outer = nodes.index_select(0, b)
    logit = torch.matmul(edges, self.w) + inner[:, 0] - outer[:, 2]
    return torch.sigmoid(scale * logit).unsqueeze(1)
)");
  script.config.inputs = {"nodes=node_features", "edges=edge_features", "a=source", "b=target"};
  script.config.result = "probability";
  check_scores(script.score(event), event);
}

TEST_CASE("the output is named where a model returns a Dict or a tuple") {
  const test::TinyEvent event = test::tiny_event(3);
  const std::string body = R"(
    inner = x.index_select(0, edge_index[0])
    outer = x.index_select(0, edge_index[1])
    y = torch.matmul(edge_attr, self.w) + inner[:, 0] - outer[:, 2])";
  Script dict("def forward(self, x, edge_index, edge_attr) -> Dict[str, Tensor]:" + body + R"(
    return {"other": x, "score": y}
)");
  CHECK(contains(dict.refusal(), "returns no single tensor; name one with 'output'"));
  dict.config.output = "scores";
  CHECK(contains(dict.refusal(), "its result has no key 'scores'"));
  dict.config.output = "score";
  check_scores(dict.score(event), event);
  Script tuple("def forward(self, x, edge_index, edge_attr):" + body + R"(
    return x, y
)");
  tuple.config.output = "2";
  CHECK(contains(tuple.refusal(), "its result has no field '2'"));
  tuple.config.output = "1";
  check_scores(tuple.score(event), event);
}

TEST_CASE("a model of another signature is refused: what was expected, what it has") {
  CHECK(refusal_of(good).empty());
  const std::string renamed = refusal_of("def forward(self, nodes, edges):\n    return nodes\n");
  CHECK(
      contains(renamed,
               "expected forward(x: Tensor [nodes, 3] float32, edge_index: Tensor [2, edges] "
               "int64, edge_attr: Tensor [edges, 6] float32) -> Tensor [edges] or [edges, 1] "
               "float32, the model has forward(nodes: Tensor, edges: Tensor) -> Tensor with w [6] "
               "Float: there is no argument 'x'"));
  CHECK(contains(
      refusal_of("def forward(self, x, edge_index, edge_attr, u):\n    return edge_attr[:, 0]\n"),
      "argument 'u' has no input"));
  CHECK(contains(
      refusal_of("def forward(self, x: int, edge_index, edge_attr):\n    return edge_attr[:, 0]\n"),
      "argument 'x' is no tensor"));
  CHECK(contains(refusal_of("def score(self, x):\n    return x\n"), "no method forward"));
}

TEST_CASE("a model of other shapes or types is refused by a trial") {
  const std::string narrow = Script(good, 4).refusal();
  CHECK(contains(narrow, "edge_attr: Tensor [edges, 6] float32"));
  CHECK(contains(narrow, "with w [4] Float: on a trial graph of 5 nodes and 7 edges it failed"));
  const std::string head = "def forward(self, x, edge_index, edge_attr):\n    return ";
  CHECK(contains(refusal_of(head + "x[:, 0]\n"), "with 7 edges it returned [5] Float"));
  CHECK(contains(refusal_of(head + "edge_attr\n"), "with 7 edges it returned [7, 6] Float"));
  CHECK(contains(refusal_of(head + "edge_attr[:, 0].double()\n"), "returned [7] Double"));
  CHECK(contains(refusal_of(head + "edge_index[0]\n"), "returned [7] Long"));
  // Right for one number of edges only.
  CHECK(contains(refusal_of(head + "torch.ones([7])\n"), "with 3 edges it returned [7] Float"));
}

TEST_CASE("a probability outside [0, 1] is refused, at the trial or with its edge") {
  const std::string head = "def forward(self, x, edge_index, edge_attr):\n    return ";
  Script script(head + "edge_attr[:, 0] * 5.0\n");
  script.config.result = "probability";
  CHECK(contains(script.refusal(), "outside [0, 1]: is the sigmoid inside?"));
  Script late(head + "edge_attr[:, 0] * 0.0 + 0.1 * edge_attr.size(0)\n");
  late.config.result = "probability";
  CHECK(late.refusal().empty());
  CHECK(contains(test::message_of([&] { late.score(test::tiny_event(1)); }), "edge 0 got"));
}

TEST_CASE("what is no TorchScript model is refused, the file named") {
  const test::TemporaryFolder folder;
  test::write_bytes(folder / "model.pt", "nothing");
  Script script(good);
  script.config.model = (folder / "model.pt").string();
  CHECK(contains(script.refusal(), "model.pt: no TorchScript model that can be loaded: "));
}

TEST_CASE("features and inputs that do not exist are refused, those that do are listed") {
  Script script(good);
  script.config.inputs = {"x=nodes"};
  CHECK(contains(script.refusal(), "input 'x=nodes', expected ARGUMENT=CONTENT"));
  script.config.inputs = TorchScriptStage::Config{}.inputs;
  script.config.inputs.push_back("x=source");
  CHECK(contains(script.refusal(), "two inputs for argument 'x'"));
}

TEST_CASE("node features, scales and edge features are chosen by name") {
  const test::TinyEvent event = test::tiny_event(4);
  Script script(
      "def forward(self, x, edge_index, edge_attr):\n"
      "    return x.index_select(0, edge_index[0])[:, 1] + edge_attr[:, 0]\n");
  script.config.node_features = {"z", "x"};
  script.config.node_scales = {1.0F, 50.0F};
  script.config.edge_features = {"dz"};
  const EdgeScores scores = script.score(event);
  for (std::size_t i = 0; i < scores.value.size(); ++i) {
    const std::uint32_t s = event.graph.source[i], t = event.graph.target[i];
    const double logit = event.hits.x[s] / 50.0 + (event.hits.z[t] - event.hits.z[s]) / 1000.0;
    REQUIRE(scores.value[i] == doctest::Approx(1 / (1 + std::exp(-logit))).epsilon(1e-4));
  }
  script.config.node_scales = {1.0F};
  CHECK(contains(script.refusal("node_scales"), "1 scales for 2 node features"));
  script.config.node_features = {"radius"};
  CHECK(contains(script.refusal("node_features"), "'radius' is no feature; there are r, phi, z"));
  script.config.edge_features = {"dx"};
  CHECK(contains(script.refusal("edge_features"), "'dx' is no feature; there are dr, dphi"));
  script.config.edge_features = {"dz"};
  script.config.node_features = {"z", "charge"};
  script.config.node_scales = {1.0F, 1.0F};
  CHECK(contains(test::message_of([&] { script.score(event); }), "the event has no cells"));
}

TEST_CASE("an event without edges is not shown to the model") {
  const Script script(good);
  CHECK(script.score({}).value.empty());
}
