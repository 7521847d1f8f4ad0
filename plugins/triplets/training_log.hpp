// The course of a training as CSV: one row per checkpoint.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "triplets/validation.hpp"

namespace trackloom::triplets {

struct TrainingRow {
  std::int64_t step = 0;
  double minutes = 0;          // of training, resumed runs included
  std::uint64_t triplets = 0;  // trained on so far
  double learning_rate = 0;    // of the last step
  double loss = 0;             // mean over the steps since the last row
  ValidationFigures validation;
};

class TrainingLog {
 public:
  void add(const TrainingRow& row) { rows_.push_back(row); }
  // step,minutes,triplets,learning_rate,loss,validation_loss,auc,purity_at_98,efficiency_at_99,
  // score_at_99
  void write(const std::filesystem::path& path) const;

 private:
  std::vector<TrainingRow> rows_;
};

// One short line for the progress display.
std::string status_line(const TrainingRow& row);

}  // namespace trackloom::triplets
