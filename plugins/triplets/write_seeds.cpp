#include "triplets/write_seeds.hpp"

#include <array>
#include <charconv>
#include <stdexcept>

#include "trackloom/error.hpp"

namespace trackloom::triplets {

namespace {

template <class Number>
void append(std::string& text, Number value, char after) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  text.append(digits.data(), end);
  text += after;
}

}  // namespace

void WriteSeeds::describe(StageDescription<Config>& stage) {
  stage.doc("Writes seeds as CSV: event_id,hit1,hit2,hit3,score.");
  stage.param("path", &Config::path).required().output_path().doc("the CSV file to write");
}

void WriteSeeds::begin(RunContext&) {
  file_ = std::make_unique<OutputFile>(config_.path);
  file_->write("event_id,hit1,hit2,hit3,score\n");
}

void WriteSeeds::operator()(const EventInfo& info, const Hits& hits, const Seeds& seeds) {
  if (!file_) throw FatalError(config_.path + ": not open, begin() or an earlier write failed");
  rows_.clear();
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    append(rows_, info.id, ',');
    for (const std::uint32_t hit : seeds.hits[i]) {
      if (hit >= hits.size()) {
        throw std::runtime_error("seed " + std::to_string(i) + " has hit row " +
                                 std::to_string(hit) + ", the event has " +
                                 std::to_string(hits.size()) + " hits");
      }
      append(rows_, hits.id[hit], ',');
    }
    append(rows_, seeds.score[i], '\n');
  }
  try {
    file_->write(rows_);
  } catch (const std::exception& error) {
    file_.reset();
    throw FatalError(error.what());
  }
}

void WriteSeeds::finish(Summary& summary) {
  if (!file_) return;
  file_->commit();
  summary.output(file_->path());
  file_.reset();
}

}  // namespace trackloom::triplets
