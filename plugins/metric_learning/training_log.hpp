// The course of a training as CSV: one row per checkpoint.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "metric_learning/validation.hpp"

namespace trackloom::metric_learning {

struct TrainingRow {
  std::int64_t step = 0;
  double minutes = 0;        // of training, resumed runs included
  std::uint64_t pairs = 0;   // trained so far
  double learning_rate = 0;  // of the last step
  double loss = 0;           // mean over the steps since the last row
  ValidationFigures validation;
};

class TrainingLog {
 public:
  void add(const TrainingRow& row) { rows_.push_back(row); }
  // step,minutes,pairs,learning_rate,loss,efficiency, then radius, purity and edges_per_hit at 95
  // and at 98 % efficiency.
  void write(const std::filesystem::path& path) const;

 private:
  std::vector<TrainingRow> rows_;
};

// One short line for the progress display.
std::string status_line(const TrainingRow& row);

}  // namespace trackloom::metric_learning
