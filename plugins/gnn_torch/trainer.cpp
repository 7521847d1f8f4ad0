#include "gnn_torch/trainer.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <stdexcept>
#include <thread>
#include <utility>

#include "gnn_torch/heap.hpp"

namespace trackloom::gnn {

namespace {

// splitmix64 (S. Vigna): a random number for every counter, no state to save.
std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

}  // namespace

struct Trainer::Worker {
  Worker(const Architecture& architecture, const TrainingOptions& options)
      : executor(architecture, options.gradient_checkpointing, options.precision) {}
  Executor executor;
  Wedge wedge;
};

struct Trainer::Part {
  std::vector<float> gradient;
  double loss = 0;
  std::size_t edges = 0;
};

Trainer::Trainer(const TrainingOptions& options, const Architecture& architecture,
                 std::vector<TrainingGraph> training, std::vector<TrainingGraph> validation,
                 std::unique_ptr<Ranks> ranks)
    : options_(options),
      architecture_(architecture),
      training_(std::move(training)),
      validation_(std::move(validation)),
      ranks_(std::move(ranks)),
      parameters_(initial_parameters(parameter_specs(architecture), options.seed)),
      optimizer_(parameter_specs(architecture), options.weight_decay) {
  keep_large_blocks();
  for (const ParameterSpec& spec : parameter_specs(architecture)) {
    if (!is_running_statistic(spec)) continue;
    for (std::size_t i = 0; i < element_count(spec.shape); ++i) {
      statistics_.push_back(spec.offset + i);
    }
  }
  std::erase_if(training_, [](const TrainingGraph& graph) {
    return std::find(graph.label.begin(), graph.label.end(), EdgeLabel::target) ==
           graph.label.end();
  });
  if (training_.empty()) throw std::runtime_error("no graph with a target edge to train on");
  parts_.resize(static_cast<std::size_t>(options.batch));
  for (Part& part : parts_) part.gradient.resize(parameters_.size());
  const auto jobs = std::max(parts_.size(), validation_.size());
  for (std::size_t i = 0; i < std::min<std::size_t>(options.workers, jobs); ++i) {
    workers_.push_back(std::make_unique<Worker>(architecture, options));
  }
}

Trainer::~Trainer() = default;

void Trainer::resume(const Checkpoint& checkpoint) {
  if (checkpoint.architecture != architecture_) {
    throw std::runtime_error("the checkpoint's architecture differs from the configured one");
  }
  if (checkpoint.seed != options_.seed) {
    throw std::runtime_error("the checkpoint's seed is " + std::to_string(checkpoint.seed) +
                             ", the configured one " + std::to_string(options_.seed));
  }
  parameters_ = checkpoint.parameters;
  optimizer_.restore(checkpoint.optimizer);
  edges_ = checkpoint.count;
  minutes_before_ = checkpoint.minutes;
}

double Trainer::minutes() const {
  const std::chrono::duration<double, std::ratio<60>> now =
      std::chrono::steady_clock::now() - start_;
  return minutes_before_ + now.count();
}

double Trainer::fraction() const {
  return options_.max_minutes > 0
             ? ranks_->of_first(minutes()) / options_.max_minutes
             : static_cast<double>(steps()) / static_cast<double>(options_.steps);
}

bool Trainer::finished() const {
  return fraction() >= 1.0 || steps() >= options_.steps;
}

double Trainer::learning_rate() const {
  // The first step would have rate 0 in the warm-up; it takes that of the second.
  const double least = 1.0 / static_cast<double>(options_.steps);
  return options_.learning_rate * schedule(std::max(fraction(), least), options_.warm_up);
}

// Runs work(worker, i) for i in [0, count); the first exception by i is rethrown.
template <class F>
void Trainer::share(std::size_t count, F&& work) {
  std::atomic<std::size_t> next{0};
  std::vector<std::exception_ptr> errors(count);
  const auto run = [&](Worker& worker) {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(worker, i);
      } catch (...) {
        errors[i] = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t w = 1; w < workers_.size(); ++w) {
      threads.emplace_back([&, w] { run(*workers_[w]); });
    }
    run(*workers_[0]);
  }
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
}

void Trainer::train_on(Worker& worker, std::int64_t number, Part& part) {
  // A wedge may hold nothing to learn from in a thin graph: the next draw is as good.
  constexpr int draws = 100;
  for (int draw = 0; draw < draws; ++draw) {
    std::uint64_t random = mix(mix(options_.seed) ^ mix(static_cast<std::uint64_t>(number)) ^
                               static_cast<std::uint64_t>(draw));
    const TrainingGraph& graph = training_[random % training_.size()];
    random = mix(random);
    WedgeCut cut;
    cut.begin = static_cast<float>(static_cast<double>(random >> 11U) * 0x1.0p-52 - 1.0);
    cut.width = options_.wedge;
    cut.mirror_z = (random & 1U) != 0;
    cut.reflect_phi = options_.reflect_phi && (random & 2U) != 0;
    cut.drop_clusters =
        static_cast<double>(mix(random) >> 11U) * 0x1.0p-53 < options_.cluster_dropout;
    worker.wedge.cut(graph, architecture_, cut,
                     {.target = 1,
                      .fake = options_.fake_weight,
                      .trackml = options_.trackml_weights,
                      .distillation = static_cast<float>(options_.distillation)});
    if (worker.wedge.has_weight()) break;
    if (draw + 1 == draws) throw std::runtime_error("no wedge with an edge to train on");
  }
  worker.executor.set_parameters(parameters_);
  part.edges = worker.wedge.edges();
  part.loss = worker.executor.loss_and_gradient(worker.wedge.input(), worker.wedge.label(),
                                                worker.wedge.weight(), part.gradient);
}

std::vector<float> Trainer::take_statistics(std::vector<float>& gradient) const {
  std::vector<float> measured;
  measured.reserve(statistics_.size());
  for (const std::size_t i : statistics_) measured.push_back(std::exchange(gradient[i], 0.0F));
  return measured;
}

void Trainer::update_statistics(const std::vector<float>& measured) {
  constexpr float momentum = 0.1F;  // as torch's
  for (std::size_t k = 0; k < measured.size(); ++k) {
    float& value = parameters_[statistics_[k]];
    value = (1.0F - momentum) * value + momentum * measured[k];
  }
}

double Trainer::step() {
  const double rate = learning_rate();
  const std::int64_t first = (steps() * ranks_->size() + ranks_->rank()) * options_.batch;
  share(parts_.size(), [&](Worker& worker, std::size_t i) {
    train_on(worker, first + static_cast<std::int64_t>(i), parts_[i]);
  });
  std::vector<float> gradient(parameters_.size(), 0.0F);
  double loss = 0;
  std::size_t edges = 0;
  const auto share_of_one = 1.0F / static_cast<float>(parts_.size());
  for (const Part& part : parts_) {
    for (std::size_t k = 0; k < gradient.size(); ++k)
      gradient[k] += share_of_one * part.gradient[k];
    loss += part.loss * share_of_one;
    edges += part.edges;
  }
  if (ranks_->size() > 1) {
    std::vector<double> both =
        ranks_->gather(std::vector<double>{loss, static_cast<double>(edges)});
    loss = 0;
    edges = 0;
    for (std::size_t i = 0; i < both.size(); i += 2) {
      loss += both[i] / ranks_->size();
      edges += static_cast<std::size_t>(both[i + 1]);
    }
    ranks_->average(gradient);
  }
  const std::vector<float> measured = take_statistics(gradient);
  const double length = clip_norm(gradient, options_.clip);
  if (!std::isfinite(loss) || !std::isfinite(length)) {
    throw std::runtime_error("step " + std::to_string(steps() + 1) + ": loss " +
                             std::to_string(loss) + ", gradient of length " +
                             std::to_string(length) + "; try a lower learning_rate");
  }
  optimizer_.step(parameters_, gradient, rate);
  update_statistics(measured);
  edges_ += edges;
  return loss;
}

ValidationFigures Trainer::validate() {
  std::vector<std::vector<float>> logits(validation_.size());
  share(validation_.size(), [&](Worker& worker, std::size_t i) {
    worker.wedge.cut(validation_[i], architecture_, {}, {});
    worker.executor.set_parameters(parameters_);
    logits[i].resize(worker.wedge.edges());
    worker.executor.logits(worker.wedge.input(), logits[i]);
  });
  Validation validation(options_.fake_weight, options_.trackml_weights);
  for (std::size_t i = 0; i < logits.size(); ++i) validation.add(logits[i], validation_[i]);
  validation.join(*ranks_);
  const ValidationFigures figures = validation.figures();
  if (!std::isfinite(figures.loss)) {
    throw std::runtime_error("after step " + std::to_string(steps()) + ": validation loss " +
                             std::to_string(figures.loss) + "; try a lower learning_rate");
  }
  return figures;
}

Checkpoint Trainer::checkpoint() const {
  Checkpoint result;
  result.architecture = architecture_;
  result.parameters = parameters_;
  result.optimizer = optimizer_.state();
  result.seed = options_.seed;
  result.minutes = minutes();
  result.count = edges_;
  return result;
}

}  // namespace trackloom::gnn
