#include "metric_learning/trainer.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "gnn/test_files.hpp"
#include "tiny.hpp"

using namespace trackloom;
using namespace trackloom::metric_learning;
using trackloom::gnn::test::contains;
using trackloom::gnn::test::message_of;

namespace {

TrainingOptions tiny_options() {
  TrainingOptions options;
  options.steps = 150;
  options.wedge = 7;
  options.learning_rate = 1e-2;
  options.loss.points = 200;
  return options;
}

Trainer tiny_trainer(const TrainingOptions& options) {
  std::vector<TrainingEvent> training, validation;
  for (unsigned i = 0; i < 3; ++i) training.push_back(test::tiny_training_event(i));
  validation.push_back(test::tiny_training_event(9));
  return {options, test::tiny_architecture(), std::move(training), std::move(validation)};
}

}  // namespace

TEST_CASE("training makes a purer graph at equal efficiency, on events it has not seen") {
  Trainer trainer = tiny_trainer(tiny_options());
  const ValidationFigures before = trainer.validate();
  double loss = 0;
  while (!trainer.finished()) loss = trainer.step();
  const ValidationFigures after = trainer.validate();
  CHECK(std::isfinite(loss));
  // At most 0.5: half of the true edges are no targets, and count as false.
  CHECK(after.at_95.purity > 2 * before.at_95.purity);
  CHECK(after.at_95.purity > 0.12);
  CHECK(after.efficiency > 0.9);
}

TEST_CASE("a resumed training ends where an uninterrupted one does") {
  const gnn::test::TemporaryFolder folder;
  TrainingOptions options = tiny_options();
  options.steps = 20;
  Trainer whole = tiny_trainer(options);
  while (!whole.finished()) whole.step();
  Trainer first = tiny_trainer(options);
  for (int i = 0; i < 7; ++i) first.step();
  write_checkpoint(folder / "c.safetensors", first.checkpoint());
  Trainer second = tiny_trainer(options);
  second.resume(read_checkpoint(folder / "c.safetensors"));
  CHECK(second.steps() == 7);
  while (!second.finished()) second.step();
  CHECK(second.parameters() == whole.parameters());
  CHECK(second.pairs() == whole.pairs());

  options.seed = 2;
  Trainer other = tiny_trainer(options);
  CHECK(contains(message_of([&] { other.resume(first.checkpoint()); }), "seed is 1"));
}

TEST_CASE("a loss that is not finite stops the training and leaves the parameters") {
  std::vector<TrainingEvent> events{test::tiny_training_event(1)};
  events[0].features[0] = std::numeric_limits<float>::infinity();
  Trainer trainer(tiny_options(), test::tiny_architecture(), events, {});
  const auto before = trainer.parameters();
  CHECK(contains(message_of([&] { trainer.step(); }), "try a lower learning_rate"));
  CHECK(trainer.parameters() == before);
}

TEST_CASE("events without target edges cannot be trained on") {
  std::vector<TrainingEvent> events{test::tiny_training_event(1, {.pt = 100})};
  CHECK(events[0].edges.empty());
  CHECK(
      contains(message_of([&] { Trainer(tiny_options(), test::tiny_architecture(), events, {}); }),
               "no event with a target edge"));
}

TEST_CASE("true edges are those of particles above the pT of interest, weighted as asked") {
  auto event = gnn::test::tiny_event(1);
  for (std::size_t i = 0; i < event.truth.size(); ++i) {
    event.truth.weight[i] = event.truth.particle[i] == 0 ? 3 : 1;
  }
  ParticleHits scratch;
  const auto made = [&](const TargetOptions& targets) {
    return make_training_event(event.hits, nullptr, nullptr, event.truth, event.particles,
                               test::tiny_architecture(), targets, scratch);
  };
  // 40 particles of 6 hits, half of them at 0.05 GeV.
  CHECK(made({.pt = 0.1F}).edges.size() == 100);
  CHECK(made({.pt = 0}).edges.size() == 200);
  for (const TrueEdge& edge : made({}).edges) CHECK(edge.weight == 1);
  double sum = 0;
  double largest = 0;
  for (const TrueEdge& edge : made({.trackml_weights = true}).edges) {
    sum += edge.weight;
    largest = std::max<double>(largest, edge.weight);
  }
  CHECK(sum == doctest::Approx(100));
  CHECK(largest == doctest::Approx(3 * 100.0 / (5 * 3 + 95)));
}

TEST_CASE("a batch is the wedge, turned and mirrored as asked") {
  const TrainingEvent event = test::tiny_training_event(2);
  TrainingBatch batch;
  batch.cut(event, test::tiny_architecture(), {});
  CHECK(batch.size() == event.size());
  CHECK(batch.features == event.features);
  CHECK(batch.edges.size() == event.edges.size());

  batch.cut(event, test::tiny_architecture(),
            {.begin = 3, .width = 1, .rotation = 0.5, .mirror_z = true, .reflect_phi = true});
  std::size_t expected = 0;
  for (std::size_t i = 0; i < event.size(); ++i) {
    const double phi = event.phi[i] < 0 ? event.phi[i] + 2 * M_PI : event.phi[i];
    if (phi < 3 || phi >= 4) continue;
    REQUIRE(expected < batch.size());
    CHECK(batch.phi[expected] == doctest::Approx(0.5 - event.phi[i]));
    const float* row = batch.features.data() + expected * 3;
    CHECK(row[NodeColumns::r] == event.features[i * 3]);
    CHECK(row[NodeColumns::z] == -event.features[i * 3 + 1]);
    CHECK(row[NodeColumns::eta] == -event.features[i * 3 + 2]);
    ++expected;
  }
  CHECK(batch.size() == expected);
  CHECK(batch.edges.size() > 3);
  for (const TrueEdge& edge : batch.edges) {
    CHECK(batch.particle[edge.a] == batch.particle[edge.b]);
    CHECK(batch.layer[edge.b] == batch.layer[edge.a] + 1);
  }
}

TEST_CASE("a batch can drop the clusters and turn the cosine and sine of phi") {
  Architecture architecture = test::tiny_architecture();
  architecture.cluster_features = true;
  architecture.frames = 0;
  TrainingEvent event;
  event.phi = {0.5F};
  event.layer = {0};
  event.particle = {0};
  event.features.assign(14, 1.0F);
  TrainingBatch batch;
  batch.cut(event, architecture, {.rotation = 1, .drop_clusters = true});
  for (std::size_t i = 3; i < 12; ++i) CHECK(batch.features[i] == 0);
  CHECK(batch.features[12] == doctest::Approx(std::cos(1.5)));
  CHECK(batch.features[13] == doctest::Approx(std::sin(1.5)));
  batch.cut(event, architecture, {.mirror_z = true, .reflect_phi = true});
  for (std::int64_t i = 3; i < 12; ++i) {
    CAPTURE(i);
    CHECK(batch.features[i] == (i >= NodeColumns::geta ? -1 : 1));
  }
}

TEST_CASE("the figures of a validation are those of counting all pairs") {
  const Architecture architecture = test::tiny_architecture();
  const std::vector<TrainingEvent> events{test::tiny_training_event(5)};
  const auto parameters = neural::initial_parameters(parameter_specs(architecture), 1);
  const Embedding embedding(architecture, parameters);
  const auto figures = Validation(0.5, 1).figures(events, architecture, embedding);

  const TrainingEvent& event = events[0];
  std::vector<float> points(event.size() * 4);
  embedding.points({event.features, event.phi}, points);
  const auto distance = [&](std::size_t a, std::size_t b) {
    double sum = 0;
    for (std::size_t d = 0; d < 4; ++d) sum += std::pow(points[a * 4 + d] - points[b * 4 + d], 2);
    return std::sqrt(sum);
  };
  double inside = 0;
  double at_98 = 0;
  for (const TrueEdge& edge : event.edges) {
    inside += distance(edge.a, edge.b) <= 0.5;
    at_98 += distance(edge.a, edge.b) <= figures.at_98.radius * 1.00001;
  }
  CHECK(figures.efficiency == doctest::Approx(inside / 100));
  CHECK(at_98 == doctest::Approx(98).epsilon(0.02));
  double pairs = 0;
  for (std::size_t a = 0; a < event.size(); ++a) {
    for (std::size_t b = a + 1; b < event.size(); ++b) {
      pairs += event.layer[a] != event.layer[b] && distance(a, b) <= figures.at_98.radius * 1.00001;
    }
  }
  CHECK(figures.at_98.purity == doctest::Approx(98 / pairs).epsilon(0.01));
  CHECK(figures.at_98.edges_per_hit ==
        doctest::Approx(pairs / static_cast<double>(event.size())).epsilon(0.01));
}
