// What the sinks that train have in common: parameters, held-out events, the checkpoint they go on
// from, the loop.
#pragma once

#include <cstdint>
#include <cstdio>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "neural/training.hpp"
#include "trackloom/error.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::neural {

struct TrainingConfig {
  std::string weights;
  std::string resume;
  std::string training_data;
  int validation_events = 2;
  int steps = 10000;
  double max_minutes = 0;
  int checkpoint_every = 500;
  double learning_rate = 4e-3, weight_decay = 1e-2, warm_up = 0.02, clip = 1.0;
  std::int64_t seed = 1;
};

template <class Config>
void describe_files(StageDescription<Config>& stage) {
  const auto of = []<class T>(T TrainingConfig::*member) -> T Config::* { return member; };
  stage.param("weights", of(&TrainingConfig::weights))
      .doc("weight file to write")
      .output_path()
      .required();
  stage.param("resume", of(&TrainingConfig::resume))
      .doc("checkpoint to go on from; empty: none")
      .input_file();
  stage.param("training_data", of(&TrainingConfig::training_data))
      .doc("what the events are, for the weight file");
}

template <class Config>
void describe_schedule(StageDescription<Config>& stage) {
  const auto of = []<class T>(T TrainingConfig::*member) -> T Config::* { return member; };
  stage.param("validation_events", of(&TrainingConfig::validation_events))
      .doc("the last events, held out")
      .at_least(0);
  stage.param("steps", of(&TrainingConfig::steps)).doc("at most so many steps").at_least(1);
  stage.param("max_minutes", of(&TrainingConfig::max_minutes))
      .doc("time limit, which the schedule then follows; 0: none, it follows the steps")
      .unit("min")
      .at_least(0);
  stage.param("checkpoint_every", of(&TrainingConfig::checkpoint_every))
      .doc("steps between validations, each with a checkpoint")
      .unit("steps")
      .at_least(1);
  stage.param("learning_rate", of(&TrainingConfig::learning_rate))
      .doc("AdamW's, at its peak")
      .range(0, 10);
  stage.param("weight_decay", of(&TrainingConfig::weight_decay)).doc("AdamW's").range(0, 10);
  stage.param("warm_up", of(&TrainingConfig::warm_up))
      .doc("share of the training with a rising rate")
      .range(0, 1);
  stage.param("clip", of(&TrainingConfig::clip)).doc("longest gradient").at_least(0);
  stage.param("seed", of(&TrainingConfig::seed))
      .doc("of initial weights and of what a step draws")
      .at_least(0);
}

inline Schedule schedule_of(const TrainingConfig& config) {
  return {.steps = config.steps,
          .max_minutes = config.max_minutes,
          .learning_rate = config.learning_rate,
          .weight_decay = config.weight_decay,
          .warm_up = config.warm_up,
          .clip = config.clip,
          .seed = static_cast<std::uint64_t>(config.seed)};
}

// As in a weight file's metadata.
inline std::string number_text(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

// The checkpoint that `resume` names, by `read`. Throws ConfigError if it is not sound or of
// another architecture or seed.
template <class Architecture, class Read>
auto read_resumed(const TrainingConfig& config, const Architecture& architecture, Read&& read) {
  try {
    auto checkpoint = read(config.resume);
    if (checkpoint.architecture != architecture) {
      throw std::runtime_error(config.resume +
                               ": its architecture differs from the configured one");
    }
    if (checkpoint.seed != static_cast<std::uint64_t>(config.seed)) {
      throw std::runtime_error(config.resume + ": its seed is " + std::to_string(checkpoint.seed) +
                               ", the configured one " + std::to_string(config.seed));
    }
    return checkpoint;
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "resume");
  }
}

// Takes the last events away from `events`. Throws std::runtime_error if none would be left.
template <class Event>
std::vector<Event> held_out(std::vector<Event>& events, int count) {
  if (events.size() <= static_cast<std::size_t>(count)) {
    throw std::runtime_error("training needs more than the " + std::to_string(count) +
                             " validation events, there are " + std::to_string(events.size()));
  }
  const auto first = events.end() - count;
  std::vector<Event> taken(std::make_move_iterator(first), std::make_move_iterator(events.end()));
  events.erase(first, events.end());
  return taken;
}

template <class Event>
std::string ids_of(const std::vector<Event>& events) {
  std::string text;
  for (const Event& event : events) {
    text += (text.empty() ? "" : ",") + std::to_string(event.id);
  }
  return text;
}

// Trains until it is done or the run is asked to stop. Every `checkpoint_every` steps and at the
// end keep(row) takes what has been reached: it fills in the rest of the row. Without a step,
// resumed at its end, it is not called, and the row has step 0.
template <class Row, class Trainer, class Keep>
Row train(Trainer& trainer, int checkpoint_every, const RunContext& context, Keep&& keep) {
  Row row;
  std::int64_t since = 0;
  double loss = 0;
  bool done = trainer.finished();
  while (!done) {
    row.learning_rate = trainer.learning_rate();
    loss += trainer.step();
    ++since;
    done = trainer.finished() || context.stop_requested();
    if (!done && trainer.steps() % checkpoint_every != 0) continue;
    row.step = trainer.steps();
    row.loss = loss / static_cast<double>(since);
    row.minutes = trainer.minutes();
    keep(row);
    since = 0;
    loss = 0;
  }
  return row;
}

}  // namespace trackloom::neural
