#include "gnn_torch/trainer.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "gnn/test_files.hpp"
#include "gnn/tiny_event.hpp"

using namespace trackloom;
using namespace trackloom::gnn;
using test::contains;
using test::message_of;

namespace {

Architecture small() {
  Architecture architecture;
  architecture.hidden = 8;
  architecture.iterations = 2;
  return architecture;
}

Architecture small(ArchitectureKind kind) {
  Architecture architecture = default_architecture(kind);
  architecture.hidden = 8;
  architecture.iterations = 2;
  architecture.hidden_layers = 1;
  return architecture;
}

TrainingGraph labelled(const test::TinyEvent& event) {
  ParticleHits scratch;
  return make_training_graph({event.hits}, event.graph, event.truth, event.particles, small(), 0.1F,
                             scratch);
}

TrainingOptions options_of(std::int64_t steps, unsigned workers) {
  TrainingOptions options;
  options.steps = steps;
  options.learning_rate = 1e-2;
  options.wedge = 0.7F;
  options.batch = 3;
  options.workers = workers;
  return options;
}

Trainer trainer_of(const TrainingOptions& options, const Architecture& architecture = small()) {
  std::vector<TrainingGraph> training, validation;
  for (unsigned i = 0; i < 3; ++i) training.push_back(labelled(test::tiny_event(i)));
  validation.push_back(labelled(test::tiny_event(100)));
  return {options, architecture, std::move(training), std::move(validation)};
}

}  // namespace

TEST_CASE("training separates true edges from fakes, on events it has not seen") {
  Trainer trainer = trainer_of(options_of(300, 1));
  const ValidationFigures before = trainer.validate();
  double first = 0, last = 0;
  while (!trainer.finished()) {
    const double loss = trainer.step();
    if (trainer.steps() <= 10) first += loss;
    if (trainer.steps() > 290) last += loss;
  }
  const ValidationFigures after = trainer.validate();
  CHECK(last < 0.3 * first);
  CHECK(before.auc < 0.9);
  CHECK(after.auc > 0.97);
  CHECK(after.loss < 0.5 * before.loss);
  CHECK(after.purity_at_98 > before.purity_at_98);
}

TEST_CASE("the other architectures learn as well") {
  for (const auto kind : {ArchitectureKind::interaction_network_2, ArchitectureKind::agnn}) {
    CAPTURE(architecture_names()[static_cast<std::size_t>(kind)]);
    Trainer trainer = trainer_of(options_of(200, 1), small(kind));
    const ValidationFigures before = trainer.validate();
    double first = 0, last = 0;
    while (!trainer.finished()) {
      const double loss = trainer.step();
      if (trainer.steps() <= 10) first += loss;
      if (trainer.steps() > 190) last += loss;
    }
    const ValidationFigures after = trainer.validate();
    CHECK(last < 0.5 * first);
    CHECK(before.auc < 0.9);
    CHECK(after.auc > 0.95);
    CHECK(after.loss < 0.6 * before.loss);
  }
}

TEST_CASE(
    "running statistics follow the steps, a tenth each, and the optimiser leaves them alone") {
  const Architecture architecture = small(ArchitectureKind::interaction_network_2);
  TrainingOptions options = options_of(5, 1);
  options.wedge = 7;  // one wedge: all of the only graph
  options.batch = 1;
  Trainer trainer(options, architecture, {labelled(test::tiny_event(1))}, {});
  const auto before = trainer.parameters();
  trainer.step();
  std::size_t moved = 0;
  for (const ParameterSpec& spec : parameter_specs(architecture)) {
    if (!is_running_statistic(spec)) continue;
    for (std::size_t i = 0; i < element_count(spec.shape); ++i) {
      const float value = trainer.parameters()[spec.offset + i];
      if (spec.name.ends_with(".running_var")) REQUIRE(value >= 0.9F * before[spec.offset + i]);
      moved += value != before[spec.offset + i] ? 1 : 0;
    }
  }
  // Means and variances of the encoders, two iterations and the classifier, eight wide.
  CHECK(moved == 7 * 2 * 8);
}

TEST_CASE("workers and a pause change nothing with batch norm and gradient checkpointing") {
  const Architecture architecture = small(ArchitectureKind::interaction_network_2);
  TrainingOptions options = options_of(10, 1);
  options.gradient_checkpointing = true;
  const test::TemporaryFolder folder;
  Trainer one = trainer_of(options, architecture);
  for (int i = 0; i < 5; ++i) one.step();
  write_checkpoint(folder / "c.safetensors", one.checkpoint());
  options.workers = 2;
  Trainer two = trainer_of(options, architecture);
  two.resume(read_checkpoint(folder / "c.safetensors"));
  while (!one.finished()) REQUIRE(one.step() == two.step());
  CHECK(one.parameters() == two.parameters());
}

TEST_CASE("the number of workers changes no parameter") {
  Trainer one = trainer_of(options_of(12, 1));
  Trainer two = trainer_of(options_of(12, 2));
  for (int i = 0; i < 12; ++i) REQUIRE(one.step() == two.step());
  CHECK(one.parameters() == two.parameters());
  CHECK(one.validate().loss == two.validate().loss);
}

TEST_CASE("wedges are mirrored in z, and in phi where that is asked") {
  const auto different_losses = [](bool reflect_phi) {
    TrainingOptions options = options_of(40, 1);
    options.reflect_phi = reflect_phi;
    options.learning_rate = 0;  // the loss depends on the wedge alone,
    options.wedge = 7;          // which is the whole graph in one of its mirror images
    options.batch = 1;
    Trainer trainer(options, small(), {labelled(test::tiny_event(1))}, {});
    std::set<long> losses;
    while (!trainer.finished()) losses.insert(std::lround(1e5 * trainer.step()));
    return losses.size();
  };
  CHECK(different_losses(false) == 2);
  CHECK(different_losses(true) == 4);
}

TEST_CASE("another seed gives other parameters") {
  TrainingOptions options = options_of(2, 1);
  Trainer one = trainer_of(options);
  options.seed = 2;
  Trainer two = trainer_of(options);
  CHECK(one.parameters() != two.parameters());
}

TEST_CASE("a resumed training goes on exactly as if it had not stopped") {
  const test::TemporaryFolder folder;
  Trainer whole = trainer_of(options_of(20, 2));
  for (int i = 0; i < 8; ++i) whole.step();
  write_checkpoint(folder / "c.safetensors", whole.checkpoint());
  Trainer resumed = trainer_of(options_of(20, 2));
  resumed.resume(read_checkpoint(folder / "c.safetensors"));
  CHECK(resumed.steps() == 8);
  CHECK(resumed.edges() == whole.edges());
  while (!whole.finished()) REQUIRE(whole.step() == resumed.step());
  CHECK(resumed.finished());
  CHECK(whole.parameters() == resumed.parameters());
}

TEST_CASE("a checkpoint of another network or seed is not resumed") {
  TrainingOptions options = options_of(5, 1);
  Trainer trainer = trainer_of(options);
  Checkpoint checkpoint = trainer.checkpoint();
  checkpoint.architecture.hidden = 16;
  CHECK(contains(message_of([&] { trainer.resume(checkpoint); }), "architecture differs"));
  checkpoint = trainer.checkpoint();
  checkpoint.seed = 77;
  CHECK(contains(message_of([&] { trainer.resume(checkpoint); }), "seed is 77"));
}

TEST_CASE("a weight file is no checkpoint") {
  const test::TemporaryFolder folder;
  Trainer trainer = trainer_of(options_of(5, 1));
  write_model(folder / "w.safetensors", small(), trainer.parameters(), {});
  CHECK(contains(message_of([&] { read_checkpoint(folder / "w.safetensors"); }),
                 "not a checkpoint?"));
}

TEST_CASE("a loss that is not finite stops the training and leaves the parameters alone") {
  TrainingOptions options = options_of(5, 2);
  std::vector<TrainingGraph> training = {labelled(test::tiny_event(1))};
  for (float& value : training[0].nodes) {
    if (value > 0.5F) value = std::numeric_limits<float>::quiet_NaN();
  }
  options.wedge = 2;  // all nodes but those of no angle
  training[0].nodes[0] = std::numeric_limits<float>::infinity();
  Trainer trainer(options, small(), std::move(training), {});
  const auto before = trainer.parameters();
  CHECK(contains(message_of([&] { trainer.step(); }), "step 1: loss"));
  CHECK(trainer.parameters() == before);
  CHECK(trainer.steps() == 0);
}

TEST_CASE("graphs without a target edge give nothing to train on") {
  test::TinyEvent event = test::tiny_event(1);
  for (float& px : event.particles.px) px = 0;
  for (float& py : event.particles.py) py = 0;
  CHECK(contains(message_of([&] { Trainer(options_of(5, 1), small(), {labelled(event)}, {}); }),
                 "no graph with a target edge"));
}

TEST_CASE("true edges are targets above the pT of interest and masked below") {
  const test::TinyEvent event = test::tiny_event(7);
  const TrainingGraph graph = labelled(event);
  std::size_t targets = 0, masked = 0;
  for (std::size_t i = 0; i < graph.edges(); ++i) {
    const std::uint32_t a = event.truth.particle[graph.source[i]];
    const std::uint32_t b = event.truth.particle[graph.target[i]];
    const bool is_true = a == b && a != no_particle;
    const EdgeLabel expected = !is_true     ? EdgeLabel::fake
                               : a % 2 == 0 ? EdgeLabel::target
                                            : EdgeLabel::masked;
    REQUIRE(graph.label[i] == expected);
    targets += graph.label[i] == EdgeLabel::target ? 1 : 0;
    masked += graph.label[i] == EdgeLabel::masked ? 1 : 0;
  }
  CHECK(targets == 20 * 5);
  CHECK(masked == 20 * 5);
}

TEST_CASE("a wedge holds the edges between its nodes, mirrored as asked") {
  const TrainingGraph graph = labelled(test::tiny_event(7));
  Wedge all, part, mirrored;
  all.cut(graph, small(), {}, {});
  CHECK(all.edges() == graph.edges());
  // Across the seam at phi = pi: [0.75, 1.25) half-turns.
  part.cut(graph, small(), {.begin = 0.75F, .width = 0.5F}, {});
  const GraphInput input = part.input();
  std::size_t expected = 0;
  const auto inside = [&](std::int32_t n) {
    return graph.nodes[n * 3 + 1] >= 0.75F || graph.nodes[n * 3 + 1] < -0.75F;
  };
  for (std::size_t i = 0; i < graph.edges(); ++i) {
    expected += inside(graph.source[i]) && inside(graph.target[i]) ? 1 : 0;
  }
  CHECK(part.edges() == expected);
  CHECK(expected > 20);
  mirrored.cut(graph, small(),
               {.begin = 0.75F, .width = 0.5F, .mirror_z = true, .reflect_phi = true}, {});
  const GraphInput other = mirrored.input();
  REQUIRE(other.nodes == input.nodes);
  for (std::int64_t n = 0; n < input.nodes; ++n) {
    REQUIRE(other.node_features[n * 3] == input.node_features[n * 3]);
    REQUIRE(other.node_features[n * 3 + 1] == -input.node_features[n * 3 + 1]);
    REQUIRE(other.node_features[n * 3 + 2] == -input.node_features[n * 3 + 2]);
  }
  // dr stays, dphi and dz change their sign.
  CHECK(other.edge_features[0] == input.edge_features[0]);
  CHECK(other.edge_features[1] == doctest::Approx(-input.edge_features[1]));
  CHECK(other.edge_features[2] == -input.edge_features[2]);
}
