#include "triplets/trainer.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "gnn/test_files.hpp"
#include "tiny.hpp"

using namespace trackloom;
using namespace trackloom::triplets;
using trackloom::gnn::test::contains;
using trackloom::gnn::test::message_of;

namespace {

TrainingOptions tiny_options() {
  TrainingOptions options;
  options.steps = 400;
  options.wedge = 7;
  options.learning_rate = 1e-2;
  return options;
}

Trainer tiny_trainer(const TrainingOptions& options) {
  std::vector<TrainingGraph> training, validation;
  for (unsigned i = 0; i < 3; ++i) training.push_back(test::tiny_training_graph(i));
  validation.push_back(test::tiny_training_graph(9));
  return {options, test::tiny_architecture(), std::move(training), std::move(validation)};
}

}  // namespace

TEST_CASE("training tells true triplets from fakes, on events it has not seen") {
  Trainer trainer = tiny_trainer(tiny_options());
  const ValidationFigures before = trainer.validate();
  while (!trainer.finished()) trainer.step();
  const ValidationFigures after = trainer.validate();
  MESSAGE("AUC ", before.auc, " -> ", after.auc, ", purity at 98 % ", after.purity_at_98);
  CHECK(after.loss < before.loss);
  CHECK(after.auc > 0.97);
  CHECK(after.purity_at_98 > 0.2);
}

TEST_CASE("a resumed training ends where an uninterrupted one does") {
  const gnn::test::TemporaryFolder folder;
  TrainingOptions options = tiny_options();
  options.steps = 15;
  Trainer whole = tiny_trainer(options);
  while (!whole.finished()) whole.step();
  Trainer first = tiny_trainer(options);
  for (int i = 0; i < 6; ++i) first.step();
  write_checkpoint(folder / "c.safetensors", first.checkpoint());
  Trainer second = tiny_trainer(options);
  second.resume(read_checkpoint(folder / "c.safetensors"));
  CHECK(second.steps() == 6);
  while (!second.finished()) second.step();
  CHECK(second.parameters() == whole.parameters());
  CHECK(second.triplets() == whole.triplets());

  options.seed = 2;
  Trainer other = tiny_trainer(options);
  CHECK(contains(message_of([&] { other.resume(first.checkpoint()); }), "seed is 1"));
}

TEST_CASE("a loss that is not finite stops the training and leaves the parameters") {
  std::vector<TrainingGraph> graphs{test::tiny_training_graph(1)};
  for (float& value : graphs[0].triplet_features) value = std::numeric_limits<float>::infinity();
  Trainer trainer(tiny_options(), test::tiny_architecture(), graphs, {});
  const auto before = trainer.parameters();
  CHECK(contains(message_of([&] { trainer.step(); }), "try a lower learning_rate"));
  CHECK(trainer.parameters() == before);
}

TEST_CASE("labels: target, masked below the pT of interest, fake; none to train on is an error") {
  const TrainingGraph graph = test::tiny_training_graph(1);
  std::array<int, 3> count{};
  for (const TripletLabel label : graph.label) ++count[static_cast<std::size_t>(label)];
  // 20 particles of 1 GeV and 20 of 0.05 GeV with 4 triplets each.
  CHECK(count[static_cast<std::size_t>(TripletLabel::target)] == 80);
  CHECK(count[static_cast<std::size_t>(TripletLabel::masked)] == 80);
  CHECK(count[0] > 500);
  std::vector<TrainingGraph> none{test::tiny_training_graph(1, 100)};
  CHECK(contains(message_of([&] { Trainer(tiny_options(), test::tiny_architecture(), none, {}); }),
                 "no event with a target triplet"));
}

TEST_CASE("a triplet that goes out and back is no true one, one that goes inward is") {
  auto event = test::TinyTriplets(1);
  ParticleHits scratch;
  const auto targets = [&] {
    const auto graph =
        make_training_graph({event.hits, nullptr, nullptr}, event.triplets, event.truth,
                            event.particles, test::tiny_architecture(), 0.1F, scratch);
    return std::count(graph.label.begin(), graph.label.end(), TripletLabel::target);
  };
  CHECK(targets() == 80);
  // Seen from a vertex far outside, all particles come inward.
  for (std::size_t p = 0; p < event.particles.size(); ++p) {
    const float phi = std::atan2(event.particles.py[p], event.particles.px[p]);
    event.particles.vx[p] = 5000 * std::cos(phi);
    event.particles.vy[p] = 5000 * std::sin(phi);
  }
  CHECK(targets() == 80);
  // The particle turns between the layers: steps are counted 2, 1, 0, 0... from there.
  for (std::size_t p = 0; p < event.particles.size(); ++p) {
    event.particles.vx[p] *= 120.0F / 5000;
    event.particles.vy[p] *= 120.0F / 5000;
  }
  CHECK(targets() < 80);
}

TEST_CASE("a wedge has the doublets that begin in it and the triplets between them") {
  const TrainingGraph graph = test::tiny_training_graph(2);
  const Architecture architecture = test::tiny_architecture();
  Wedge wedge;
  wedge.cut(graph, architecture, {});
  CHECK(wedge.triplets() == graph.triplets());
  CHECK(std::equal(graph.doublet_features.begin(), graph.doublet_features.end(),
                   wedge.view().doublet_features.begin()));
  wedge.cut(graph, architecture, {.begin = 3, .width = 1, .fake_weight = 0.5F});
  std::int64_t doublets = 0;
  std::size_t triplets = 0;
  const auto inside = [&](std::uint32_t d) {
    const double phi = graph.phi[d] < 0 ? graph.phi[d] + 2 * M_PI : graph.phi[d];
    return phi >= 3 && phi < 4;
  };
  for (std::uint32_t d = 0; d < graph.doublets(); ++d) doublets += inside(d);
  for (std::size_t t = 0; t < graph.triplets(); ++t) {
    if (!inside(graph.source[t]) || !inside(graph.target[t])) continue;
    REQUIRE(triplets < wedge.triplets());
    const bool fake = graph.label[t] == TripletLabel::fake;
    CHECK(wedge.label()[triplets] == (fake ? 0 : 1));
    CHECK(wedge.weight()[triplets] == (fake                                     ? 0.5F
                                       : graph.label[t] == TripletLabel::target ? 1.0F
                                                                                : 0.0F));
    CHECK(wedge.view().triplet_features[triplets * triplet_width + 3] ==
          graph.triplet_features[t * triplet_width + 3]);
    ++triplets;
  }
  CHECK(wedge.view().doublets == doublets);
  CHECK(wedge.triplets() == triplets);
  CHECK(triplets > 20);
}

TEST_CASE("a wedge can drop the clusters") {
  Architecture architecture = test::tiny_architecture();
  architecture.cluster_features = true;
  TrainingGraph graph;
  graph.phi = {0.1F};
  graph.doublet_features.assign(static_cast<std::size_t>(architecture.doublet_width()), 1.0F);
  Wedge wedge;
  wedge.cut(graph, architecture, {.drop_clusters = true});
  const auto features = wedge.view().doublet_features;
  for (std::size_t i = 0; i < features.size(); ++i) {
    CHECK(features[i] == (i < plain_doublet_width ? 1 : 0));
  }
  CHECK_FALSE(wedge.has_weight());
}
