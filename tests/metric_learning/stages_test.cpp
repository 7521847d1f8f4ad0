// The stages, called as the engine calls them.
#include <doctest/doctest.h>

#include <limits>
#include <map>

#include "gnn/test_files.hpp"
#include "metric_learning/embed.hpp"
#include "metric_learning/radius_graph.hpp"
#include "metric_learning/train_embedding.hpp"
#include "tiny.hpp"
#include "trackloom/error.hpp"

using namespace trackloom;
using namespace trackloom::metric_learning;
using trackloom::gnn::test::contains;
using trackloom::gnn::test::message_of;
using trackloom::gnn::test::read_bytes;
using trackloom::gnn::test::TemporaryFolder;

namespace {

class FakeContext : public RunContext {
 public:
  explicit FakeContext(std::filesystem::path output) : output_(std::move(output)) {}
  const std::string& stage_name() const override { return name_; }
  const std::filesystem::path& output_directory() const override { return output_; }
  unsigned threads() const override { return 1; }
  unsigned in_flight() const override { return 1; }
  std::uint64_t event_limit() const override { return 0; }
  bool stop_requested() const override { return stop; }
  void status(const std::string& text) override { last_status = text; }

  bool stop = false;
  std::string last_status;

 private:
  std::string name_ = "train";
  std::filesystem::path output_;
};

class FakeSummary : public Summary {
 public:
  void figure(const std::string& name, double value) override { figures[name] = value; }
  void table(Table) override {}
  void output(const std::filesystem::path& path) override { outputs.push_back(path); }
  std::map<std::string, double> figures;
  std::vector<std::filesystem::path> outputs;
};

TrainEmbedding::Config config_in(const TemporaryFolder& folder) {
  TrainEmbedding::Config config;
  config.weights = (folder / "w.safetensors").string();
  config.training_data = "tiny events";
  config.hidden = 16;
  config.hidden_layers = 2;
  config.dimensions = 4;
  config.frames = 1;
  config.cluster_features = false;
  config.wedge = 7;
  config.steps = 150;
  config.validation_events = 1;
  config.checkpoint_every = 50;
  config.learning_rate = 1e-2;
  return config;
}

FakeSummary train(const TrainEmbedding::Config& config, FakeContext& context, bool broken = false) {
  TrainEmbedding stage(config);
  stage.begin(context);
  for (unsigned i = 0; i < 4; ++i) {
    auto event = gnn::test::tiny_event(i);
    if (broken) event.hits.z[17] = std::numeric_limits<float>::quiet_NaN();
    EventInfo info;
    info.id = 10000 + i;
    stage(info, event.hits, nullptr, nullptr, event.truth, event.particles);
  }
  FakeSummary summary;
  stage.finish(summary);
  return summary;
}

}  // namespace

TEST_CASE("what the training sink writes makes a graph with the true edges") {
  const TemporaryFolder folder;
  const auto config = config_in(folder);
  FakeContext context(folder.path());
  const FakeSummary summary = train(config, context);
  CHECK(summary.figures.at("steps") == 150);
  CHECK(summary.outputs.size() == 3);
  CHECK(contains(context.last_status, "step 150, loss"));
  const std::string log = read_bytes(folder / "training.csv");
  CHECK(log.starts_with("step,minutes,pairs,learning_rate,loss,efficiency,radius_at_95,"));
  CHECK(std::count(log.begin(), log.end(), '\n') == 4);
  const auto metadata = read_model(config.weights).metadata;
  CHECK(metadata.at("training_data") == "tiny events");
  CHECK(metadata.at("training_events") == "10000,10001,10002");
  CHECK(metadata.at("validation_events") == "10003");
  CHECK(!metadata.at("git_revision").empty());

  const auto event = gnn::test::tiny_event(11);
  Embed embed({config.weights});
  Points points;
  embed(event.hits, nullptr, nullptr, points);
  CHECK(points.size() == event.hits.size());
  RadiusGraph build({.radius = static_cast<float>(summary.figures.at("radius_at_98"))});
  HitGraph graph;
  EdgeScores scores;
  build(event.hits, points, graph, scores);
  ParticleHits particles;
  particles.build(event.hits, event.truth, event.particles);
  double found = 0;
  for (std::size_t e = 0; e < graph.edges(); ++e) {
    const auto particle = event.truth.particle[graph.source[e]];
    found += particles.is_true_edge(event.truth, graph.source[e], graph.target[e]) &&
             event.particles.pt(particle) > 0.1F;
  }
  CHECK(found > 90);  // of 100
  CHECK(found / static_cast<double>(graph.edges()) > 0.1);
}

TEST_CASE("a run asked to stop leaves a checkpoint that can be resumed to the same end") {
  const TemporaryFolder whole_folder, folder;
  FakeContext whole_context(whole_folder.path()), context(folder.path());
  auto whole = config_in(whole_folder);
  auto config = config_in(folder);
  whole.steps = config.steps = 12;
  train(whole, whole_context);
  context.stop = true;
  CHECK(train(config, context).figures.at("steps") == 1);
  context.stop = false;
  config.resume = (folder / "checkpoint.safetensors").string();
  CHECK(train(config, context).figures.at("steps") == 12);
  CHECK(read_model(config.weights).parameters == read_model(whole.weights).parameters);
}

TEST_CASE("a training whose loss is not finite keeps the last good files") {
  const TemporaryFolder folder;
  FakeContext context(folder.path());
  auto config = config_in(folder);
  config.steps = 10;
  train(config, context);
  const std::string checkpoint = read_bytes(folder / "checkpoint.safetensors");
  CHECK(contains(message_of([&] { train(config, context, true); }), "try a lower learning_rate"));
  CHECK(read_bytes(folder / "checkpoint.safetensors") == checkpoint);
  CHECK(read_model(config.weights).metadata.at("training_steps") == "10");
}

TEST_CASE("the training sink refuses what cannot be trained") {
  const TemporaryFolder folder;
  FakeContext context(folder.path());
  auto config = config_in(folder);
  config.validation_events = 4;
  CHECK(contains(message_of([&] { train(config, context); }),
                 "more than the 4 validation events, there are 4"));
  config = config_in(folder);
  config.hidden = 12;
  CHECK_THROWS_AS(TrainEmbedding{config}, ConfigError);
  config = config_in(folder);
  config.frames = 3;
  CHECK_THROWS_AS(TrainEmbedding{config}, ConfigError);
  config = config_in(folder);
  config.resume = (folder / "none").string();
  CHECK_THROWS_AS(TrainEmbedding{config}, ConfigError);
  TrainEmbedding stage(config_in(folder));
  auto event = gnn::test::tiny_event(1);
  event.truth.present = false;
  CHECK(contains(
      message_of([&] { stage({}, event.hits, nullptr, nullptr, event.truth, event.particles); }),
      "needs the event's truth"));
}

TEST_CASE("the embedding stage refuses hits that have no point, and takes events without any") {
  const TemporaryFolder folder;
  FakeContext context(folder.path());
  auto config = config_in(folder);
  config.steps = 1;
  train(config, context);
  Embed embed({config.weights});
  Points points;
  embed({}, nullptr, nullptr, points);
  CHECK(points.size() == 0);
  auto event = gnn::test::tiny_event(1);
  event.hits.z[3] = std::numeric_limits<float>::infinity();
  CHECK(contains(message_of([&] { embed(event.hits, nullptr, nullptr, points); }),
                 "point of hit 4 is not finite"));
}

TEST_CASE("a bad weight file is a configuration error of the parameter weights") {
  const TemporaryFolder folder;
  gnn::test::write_bytes(folder / "w.safetensors", "nothing");
  try {
    Embed embed({(folder / "w.safetensors").string()});
    FAIL("no error");
  } catch (const ConfigError& error) {
    CHECK(error.parameter() == "weights");
    CHECK(contains(error.what(), "too short"));
  }
}
