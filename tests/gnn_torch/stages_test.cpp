// The two stages, called as the engine calls them.
#include <doctest/doctest.h>

#include <limits>
#include <map>

#include "gnn/interaction_network_stage.hpp"
#include "gnn/test_files.hpp"
#include "gnn/tiny_event.hpp"
#include "gnn_torch/train_stage.hpp"
#include "trackloom/error.hpp"

using namespace trackloom;
using namespace trackloom::gnn;
using test::contains;
using test::message_of;

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

TrainInteractionNetwork::Config config_in(const test::TemporaryFolder& folder) {
  TrainInteractionNetwork::Config config;
  config.weights = (folder / "w.safetensors").string();
  config.training_data = "tiny events";
  config.hidden = 8;
  config.iterations = 2;
  config.wedge = 7;
  config.validation_events = 1;
  config.steps = 30;
  config.checkpoint_every = 10;
  config.learning_rate = 1e-2;
  return config;
}

FakeSummary train(const TrainInteractionNetwork::Config& config, FakeContext& context,
                  bool broken = false) {
  TrainInteractionNetwork stage(config);
  stage.begin(context);
  for (unsigned i = 0; i < 3; ++i) {
    test::TinyEvent event = test::tiny_event(i);
    if (broken) event.hits.z[17] = std::numeric_limits<float>::quiet_NaN();
    EventInfo info;
    info.id = 10000 + i;
    stage(info, event.hits, nullptr, nullptr, nullptr, nullptr, event.graph, event.truth,
          event.particles, nullptr);
  }
  FakeSummary summary;
  stage.finish(summary);
  return summary;
}

EdgeScores score(const std::string& weights, const test::TinyEvent& event) {
  InteractionNetworkStage stage({weights});
  EdgeScores scores;
  stage(event.hits, nullptr, nullptr, nullptr, nullptr, event.graph, scores);
  return scores;
}

}  // namespace

TEST_CASE("what the training sink writes, the network stage runs") {
  const test::TemporaryFolder folder;
  const auto config = config_in(folder);
  FakeContext context(folder.path());
  const FakeSummary summary = train(config, context);
  CHECK(summary.figures.at("steps") == 30);
  CHECK(summary.figures.at("auc") > 0.5);
  CHECK(summary.outputs.size() == 3);
  CHECK(contains(context.last_status, "step 30, loss"));
  const std::string log = test::read_bytes(folder / "training.csv");
  CHECK(log.starts_with("step,minutes,edges,learning_rate,loss,validation_loss,auc,"));
  CHECK(std::count(log.begin(), log.end(), '\n') == 4);

  const Metadata metadata = read_model(config.weights).metadata;
  CHECK(metadata.at("training_data") == "tiny events");
  CHECK(metadata.at("training_events") == "10000,10001");
  CHECK(metadata.at("validation_events") == "10002");
  CHECK(metadata.at("training_steps") == "30");
  CHECK(!metadata.at("git_revision").empty());

  const test::TinyEvent event = test::tiny_event(5);
  const EdgeScores scores = score(config.weights, event);
  REQUIRE(scores.value.size() == event.graph.edges());
  double sum[2] = {0, 0};
  double count[2] = {0, 0};
  for (std::size_t i = 0; i < scores.value.size(); ++i) {
    REQUIRE((scores.value[i] >= 0 && scores.value[i] <= 1));
    const std::uint32_t p = event.truth.particle[event.graph.source[i]];
    const bool is_true = p != no_particle && p == event.truth.particle[event.graph.target[i]];
    sum[is_true] += scores.value[i];
    ++count[is_true];
  }
  CHECK(sum[1] / count[1] > sum[0] / count[0]);
}

TEST_CASE("a student learns from a teacher, and the weight file says from which and how much") {
  const test::TemporaryFolder folder, school;
  FakeContext context(folder.path());
  train(config_in(folder), context);
  FakeContext other(school.path());
  auto config = config_in(school);
  config.teacher = (folder / "w.safetensors").string();
  config.distillation = 1;  // nothing but the teacher
  config.iterations = 1;
  config.steps = 150;
  const FakeSummary summary = train(config, other);
  const Metadata metadata = read_model(config.weights).metadata;
  CHECK(metadata.at("teacher") == "w.safetensors");
  CHECK(metadata.at("distillation") == "1");
  CHECK(summary.figures.at("weighted_purity_at_98") > 0);

  // Its scores are the teacher's, not truth.
  const test::TinyEvent event = test::tiny_event(5);
  const EdgeScores taught = score(config.teacher, event), learned = score(config.weights, event);
  double from_teacher = 0, from_truth = 0;
  for (std::size_t i = 0; i < taught.value.size(); ++i) {
    const std::uint32_t p = event.truth.particle[event.graph.source[i]];
    const bool is_true = p != no_particle && p == event.truth.particle[event.graph.target[i]];
    from_teacher += std::abs(learned.value[i] - taught.value[i]);
    from_truth += std::abs(learned.value[i] - (is_true ? 1.0F : 0.0F));
  }
  CHECK(from_teacher < 0.5 * from_truth);
}

TEST_CASE("a teacher without a share, a share without a teacher and a bad teacher are refused") {
  const test::TemporaryFolder folder;
  const auto refused = [](const TrainInteractionNetwork::Config& config) {
    try {
      TrainInteractionNetwork stage(config);
    } catch (const ConfigError& error) {
      return error.parameter();
    }
    return std::string("nothing");
  };
  auto config = config_in(folder);
  config.distillation = 0.5;
  CHECK(refused(config) == "teacher");
  test::write_bytes(folder / "t.safetensors", "nothing");
  config.teacher = (folder / "t.safetensors").string();
  CHECK(refused(config) == "teacher");
  config.distillation = 0;
  CHECK(refused(config) == "distillation");
}

TEST_CASE(
    "TrackML weights of true edges have mean 1 over the event's targets, and change the training") {
  test::TinyEvent event = test::tiny_event(3);
  for (std::size_t i = 0; i < event.truth.size(); ++i) {
    event.truth.weight[i] = event.truth.particle[i] == no_particle ? 0 : 1e-3 * (1 + i % 7);
  }
  ParticleHits scratch;
  const TrainingGraph graph = make_training_graph({event.hits}, event.graph, event.truth,
                                                  event.particles, Architecture{}, 0.1F, scratch);
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < graph.edges(); ++i) {
    if (graph.label[i] == EdgeLabel::fake) REQUIRE(graph.trackml_weight[i] == 1);
    if (graph.label[i] != EdgeLabel::target) continue;
    sum += graph.trackml_weight[i];
    ++count;
  }
  CHECK(count == 100);  // the graph has all of the event's
  CHECK(sum / count == doctest::Approx(1));

  const test::TemporaryFolder folder;
  FakeContext context(folder.path());
  auto config = config_in(folder);
  config.trackml_weights = true;
  config.hough_features = true;
  config.hough_weight = true;
  TrainInteractionNetwork stage(config);
  stage.begin(context);
  for (int i = 0; i < 2; ++i) {
    stage({}, event.hits, nullptr, nullptr, nullptr, nullptr, event.graph, event.truth,
          event.particles, nullptr);
  }
  FakeSummary summary;
  stage.finish(summary);
  const Model model = read_model(config.weights);
  CHECK(model.metadata.at("trackml_weights") == "true");
  CHECK(model.architecture.edge_features == 11);
  CHECK(score(config.weights, event).value.size() == event.graph.edges());
}

TEST_CASE("training stops when the validation loss no longer falls, with the best weights") {
  const test::TemporaryFolder folder;
  auto config = config_in(folder);
  config.steps = 4000;
  config.checkpoint_every = 10;
  config.patience = 3;
  config.learning_rate = 0.05;  // bounces about
  FakeContext context(folder.path());
  const FakeSummary summary = train(config, context);
  const double steps = summary.figures.at("steps");
  CHECK(steps < 4000);
  CHECK(read_model(config.weights).metadata.at("training_steps") ==
        std::to_string(static_cast<int>(steps) - 30));
  config.validation_events = 0;
  CHECK_THROWS_AS(TrainInteractionNetwork{config}, ConfigError);
}

TEST_CASE("the sink trains every architecture, in its own size where none is given") {
  for (const std::string& name : architecture_names()) {
    const test::TemporaryFolder folder;
    auto config = config_in(folder);
    config.architecture = name;
    config.gradient_checkpointing = true;
    config.steps = 3;
    FakeContext context(folder.path());
    CHECK(train(config, context).figures.at("steps") == 3);
    const Model model = read_model(config.weights);
    Architecture expected = default_architecture(architecture_kind(name));
    expected.hidden = 8;
    expected.iterations = 2;
    CHECK(model.architecture == expected);
    CHECK(model.metadata.at("architecture") == name);
    const test::TinyEvent event = test::tiny_event(5);
    CHECK(score(config.weights, event).value.size() == event.graph.edges());
  }
}

TEST_CASE("the sink's normalisation is the architecture's, the one asked for, or none") {
  const test::TemporaryFolder folder;
  FakeContext context(folder.path());
  auto config = config_in(folder);
  config.steps = 1;
  const auto norm_of = [&](const std::string& norm, bool layer_norm) {
    config.norm = norm;
    config.layer_norm = layer_norm;
    train(config, context);
    return read_model(config.weights).metadata.at("norm");
  };
  CHECK(norm_of("default", true) == "layer");
  CHECK(norm_of("default", false) == "none");
  CHECK(norm_of("batch", true) == "batch");
  config.shared_weights = true;
  CHECK_THROWS_AS(TrainInteractionNetwork{config}, ConfigError);
}

TEST_CASE("a run asked to stop leaves a checkpoint that can be resumed to the same end") {
  const test::TemporaryFolder whole_folder, folder;
  FakeContext whole_context(whole_folder.path()), context(folder.path());
  train(config_in(whole_folder), whole_context);
  context.stop = true;
  auto config = config_in(folder);
  CHECK(train(config, context).figures.at("steps") == 1);
  CHECK(read_checkpoint(folder / "checkpoint.safetensors").optimizer.steps == 1);
  context.stop = false;
  config.resume = (folder / "checkpoint.safetensors").string();
  CHECK(train(config, context).figures.at("steps") == 30);
  CHECK(read_model(config.weights).parameters ==
        read_model(whole_folder / "w.safetensors").parameters);
}

TEST_CASE("a training whose loss is not finite keeps the last good files") {
  const test::TemporaryFolder folder;
  FakeContext context(folder.path());
  auto config = config_in(folder);
  train(config, context);
  const std::string checkpoint = test::read_bytes(folder / "checkpoint.safetensors");
  CHECK(contains(message_of([&] { train(config, context, true); }), "try a lower learning_rate"));
  CHECK(test::read_bytes(folder / "checkpoint.safetensors") == checkpoint);
  CHECK(read_model(config.weights).metadata.at("training_steps") == "30");
}

TEST_CASE("the training sink refuses what cannot be trained") {
  const test::TemporaryFolder folder;
  FakeContext context(folder.path());
  auto config = config_in(folder);
  config.validation_events = 3;
  CHECK(contains(message_of([&] { train(config, context); }),
                 "more than the 3 validation events, there are 3"));
  config = config_in(folder);
  config.hidden = 12;
  CHECK_THROWS_AS(TrainInteractionNetwork{config}, ConfigError);
  config = config_in(folder);
  config.resume = (folder / "none").string();
  CHECK_THROWS_AS(TrainInteractionNetwork{config}, ConfigError);
  TrainInteractionNetwork stage(config_in(folder));
  test::TinyEvent event = test::tiny_event(1);
  event.truth.present = false;
  CHECK(contains(message_of([&] {
                   stage({}, event.hits, nullptr, nullptr, nullptr, nullptr, event.graph,
                         event.truth, event.particles, nullptr);
                 }),
                 "needs the event's truth"));
}

TEST_CASE("the network stage scores nothing for an event without edges or hits") {
  const test::TemporaryFolder folder;
  FakeContext context(folder.path());
  const auto config = config_in(folder);
  train(config, context);
  CHECK(score(config.weights, {}).value.empty());
  test::TinyEvent event = test::tiny_event(1);
  event.graph.source.clear();
  event.graph.target.clear();
  event.graph.index();
  CHECK(score(config.weights, event).value.empty());
}

TEST_CASE("the network stage refuses graphs and hits that it cannot score") {
  const test::TemporaryFolder folder;
  FakeContext context(folder.path());
  const auto config = config_in(folder);
  train(config, context);
  test::TinyEvent event = test::tiny_event(1);
  event.graph.target[3] = event.graph.nodes;
  CHECK(
      contains(message_of([&] { score(config.weights, event); }), "names a hit that is not there"));
  event = test::tiny_event(1);
  event.graph.nodes += 1;
  CHECK(contains(message_of([&] { score(config.weights, event); }), "nodes, the event has"));
  event = test::tiny_event(1);
  event.hits.z[0] = std::numeric_limits<float>::infinity();
  CHECK(contains(message_of([&] { score(config.weights, event); }), "is not finite"));
}

TEST_CASE("a bad weight file is a configuration error of the parameter weights") {
  const test::TemporaryFolder folder;
  test::write_bytes(folder / "w.safetensors", "nothing");
  try {
    InteractionNetworkStage stage({(folder / "w.safetensors").string()});
    FAIL("no error");
  } catch (const ConfigError& error) {
    CHECK(error.parameter() == "weights");
    CHECK(contains(error.what(), "too short"));
  }
}
