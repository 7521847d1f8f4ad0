#include "gnn_torch/ranks.hpp"

#include <doctest/doctest.h>

#include <barrier>
#include <thread>

#include "gnn/tiny_event.hpp"
#include "gnn_torch/trainer.hpp"

using namespace trackloom::gnn;

namespace {

// Threads of this process in the place of processes.
struct Exchange {
  explicit Exchange(int size) : given(static_cast<std::size_t>(size)), barrier(size) {}
  std::vector<std::vector<std::byte>> given;
  std::barrier<> barrier;
};

class ThreadRank : public Ranks {
 public:
  ThreadRank(Exchange& exchange, int rank) : exchange_(exchange), rank_(rank) {}
  int rank() const override { return rank_; }
  int size() const override { return static_cast<int>(exchange_.given.size()); }
  std::vector<std::byte> gather(std::span<const std::byte> mine) override {
    exchange_.given[static_cast<std::size_t>(rank_)] = {mine.begin(), mine.end()};
    exchange_.barrier.arrive_and_wait();
    std::vector<std::byte> all;
    for (const auto& part : exchange_.given) all.insert(all.end(), part.begin(), part.end());
    exchange_.barrier.arrive_and_wait();
    return all;
  }
  using Ranks::gather;
  void finish() override {}

 private:
  Exchange& exchange_;
  int rank_;
};

TrainingGraph labelled(unsigned seed) {
  const auto event = trackloom::gnn::test::tiny_event(seed);
  trackloom::ParticleHits scratch;
  return make_training_graph({event.hits}, event.graph, event.truth, event.particles,
                             Architecture{}, 0.1F, scratch);
}

// What a rank ends with: rank r has the graphs 10 r and 10 r + 1, and the validation graph 10 r
// + 2.
struct Outcome {
  std::vector<float> parameters;
  std::vector<double> losses;
  ValidationFigures figures;
  std::uint64_t edges = 0;
};

std::vector<Outcome> train(int size, unsigned workers) {
  Architecture architecture;
  architecture.hidden = 8;
  architecture.iterations = 2;
  TrainingOptions options;
  options.steps = 6;
  options.wedge = 0.7F;
  options.workers = workers;
  Exchange exchange(size);
  std::vector<Outcome> outcomes(static_cast<std::size_t>(size));
  std::vector<std::jthread> threads;
  for (int r = 0; r < size; ++r) {
    threads.emplace_back([&, r] {
      const auto seed = static_cast<unsigned>(10 * r);
      Trainer trainer(options, architecture, {labelled(seed), labelled(seed + 1)},
                      {labelled(seed + 2)}, std::make_unique<ThreadRank>(exchange, r));
      Outcome& outcome = outcomes[static_cast<std::size_t>(r)];
      while (!trainer.finished()) outcome.losses.push_back(trainer.step());
      outcome.figures = trainer.validate();
      outcome.parameters = trainer.parameters();
      outcome.edges = trainer.edges();
    });
  }
  threads.clear();
  return outcomes;
}

}  // namespace

TEST_CASE("one rank alone gets back what it gives") {
  const auto ranks = single_rank();
  CHECK(ranks->gather(std::vector<int>{3, 4}) == std::vector<int>{3, 4});
  std::vector<float> values = {1, 2};
  ranks->average(values);
  CHECK(values == std::vector<float>{1, 2});
  CHECK(ranks->of_first(7) == 7);
}

TEST_CASE("ranks that train together agree on every parameter, loss and figure") {
  const auto two = train(2, 1);
  CHECK(two[0].parameters == two[1].parameters);
  CHECK(two[0].losses == two[1].losses);
  CHECK(two[0].figures.auc == two[1].figures.auc);
  CHECK(two[0].edges == two[1].edges);
  CHECK(train(2, 2)[0].parameters == two[0].parameters);
  // The other rank's graphs had their say.
  const auto one = train(1, 1);
  CHECK(one[0].parameters != two[0].parameters);
  CHECK(one[0].figures.auc != two[0].figures.auc);
  CHECK(two[0].edges > one[0].edges);
}
