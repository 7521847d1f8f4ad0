// The trained stages, called as the engine calls them.
#include <doctest/doctest.h>

#include <limits>
#include <map>

#include "gnn/test_files.hpp"
#include "tiny.hpp"
#include "trackloom/error.hpp"
#include "triplets/classify.hpp"
#include "triplets/train.hpp"

using namespace trackloom;
using namespace trackloom::triplets;
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

Train::Config config_in(const TemporaryFolder& folder) {
  Train::Config config;
  config.weights = (folder / "w.safetensors").string();
  config.training_data = "tiny events";
  config.hidden = 8;
  config.cluster_features = false;
  config.wedge = 7;
  config.steps = 300;
  config.validation_events = 1;
  config.checkpoint_every = 100;
  config.learning_rate = 1e-2;
  return config;
}

FakeSummary train(const Train::Config& config, FakeContext& context, bool broken = false) {
  Train stage(config);
  stage.begin(context);
  for (unsigned i = 0; i < 4; ++i) {
    test::TinyTriplets event(i);
    if (broken) event.hits.z.assign(event.hits.size(), std::numeric_limits<float>::quiet_NaN());
    EventInfo info;
    info.id = 10000 + i;
    stage(info, event.hits, nullptr, nullptr, event.triplets, event.truth, event.particles);
  }
  FakeSummary summary;
  stage.finish(summary);
  return summary;
}

}  // namespace

TEST_CASE("what the training sink writes classifies triplets of other events") {
  const TemporaryFolder folder;
  const auto config = config_in(folder);
  FakeContext context(folder.path());
  const FakeSummary summary = train(config, context);
  CHECK(summary.figures.at("steps") == 300);
  CHECK(summary.outputs.size() == 3);
  CHECK(contains(context.last_status, "step 300, loss"));
  const std::string log = read_bytes(folder / "training.csv");
  CHECK(log.starts_with("step,minutes,triplets,learning_rate,loss,validation_loss,auc,"));
  CHECK(std::count(log.begin(), log.end(), '\n') == 4);
  const auto metadata = read_model(config.weights).metadata;
  CHECK(metadata.at("training_data") == "tiny events");
  CHECK(metadata.at("training_events") == "10000,10001,10002");
  CHECK(metadata.at("validation_events") == "10003");
  CHECK(!metadata.at("git_revision").empty());

  const test::TinyTriplets event(11);
  Classify classify({config.weights});
  TripletScores scores;
  classify(event.hits, nullptr, nullptr, event.triplets, scores);
  REQUIRE(scores.value.size() == event.triplets.triplets());
  double true_sum = 0, fake_sum = 0, count = 0;
  for (std::size_t t = 0; t < scores.value.size(); ++t) {
    const auto [a, b, c] = event.triplets.triplet(t);
    const auto particle = event.truth.particle[a];
    const bool is_true = particle != no_particle && particle == event.truth.particle[b] &&
                         particle == event.truth.particle[c];
    (is_true ? true_sum : fake_sum) += scores.value[t];
    count += is_true;
  }
  CHECK(true_sum / count > 0.5);
  CHECK(fake_sum / (static_cast<double>(scores.value.size()) - count) < 0.2);
}

TEST_CASE("a run asked to stop leaves a checkpoint that can be resumed to the same end") {
  const TemporaryFolder whole_folder, folder;
  FakeContext whole_context(whole_folder.path()), context(folder.path());
  auto whole = config_in(whole_folder);
  auto config = config_in(folder);
  whole.steps = config.steps = 10;
  train(whole, whole_context);
  context.stop = true;
  CHECK(train(config, context).figures.at("steps") == 1);
  context.stop = false;
  config.resume = (folder / "checkpoint.safetensors").string();
  CHECK(train(config, context).figures.at("steps") == 10);
  CHECK(read_model(config.weights).parameters == read_model(whole.weights).parameters);
}

TEST_CASE("a training whose loss is not finite keeps the last good files") {
  const TemporaryFolder folder;
  FakeContext context(folder.path());
  auto config = config_in(folder);
  config.steps = 5;
  train(config, context);
  const std::string checkpoint = read_bytes(folder / "checkpoint.safetensors");
  CHECK(contains(message_of([&] { train(config, context, true); }), "try a lower learning_rate"));
  CHECK(read_bytes(folder / "checkpoint.safetensors") == checkpoint);
  CHECK(read_model(config.weights).metadata.at("training_steps") == "5");
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
  CHECK_THROWS_AS(Train{config}, ConfigError);
  config = config_in(folder);
  config.resume = (folder / "none").string();
  CHECK_THROWS_AS(Train{config}, ConfigError);
  Train stage(config_in(folder));
  test::TinyTriplets event(1);
  event.truth.present = false;
  CHECK(contains(message_of([&] {
                   stage({}, event.hits, nullptr, nullptr, event.triplets, event.truth,
                         event.particles);
                 }),
                 "needs the event's truth"));
}

TEST_CASE("the classifier refuses hits that have no score, and takes events without triplets") {
  const TemporaryFolder folder;
  FakeContext context(folder.path());
  auto config = config_in(folder);
  config.steps = 1;
  train(config, context);
  Classify classify({config.weights});
  TripletScores scores;
  classify({}, nullptr, nullptr, {}, scores);
  CHECK(scores.value.empty());
  test::TinyTriplets event(1);
  const std::uint32_t hit = event.triplets.triplet(0)[0];
  event.hits.z[hit] = std::numeric_limits<float>::infinity();
  CHECK(
      contains(message_of([&] { classify(event.hits, nullptr, nullptr, event.triplets, scores); }),
               "is not finite"));
}

TEST_CASE("a bad weight file is a configuration error of the parameter weights") {
  const TemporaryFolder folder;
  gnn::test::write_bytes(folder / "w.safetensors", "nothing");
  try {
    Classify classify({(folder / "w.safetensors").string()});
    FAIL("no error");
  } catch (const ConfigError& error) {
    CHECK(error.parameter() == "weights");
    CHECK(contains(error.what(), "too short"));
  }
}
