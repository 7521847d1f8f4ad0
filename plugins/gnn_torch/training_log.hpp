// The course of a training as CSV: one row per checkpoint.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "gnn_torch/validation.hpp"

namespace trackloom::gnn {

struct TrainingRow {
  std::int64_t step = 0;
  double minutes = 0;        // of training, resumed runs included
  std::uint64_t edges = 0;   // trained so far
  double learning_rate = 0;  // of the last step
  double loss = 0;           // mean over the steps since the last row
  ValidationFigures validation;
};

class TrainingLog {
 public:
  void add(const TrainingRow& row);
  // step,minutes,edges,learning_rate,loss,validation_loss,auc,purity_at_98,purity_at_99,
  // weighted_purity_at_98
  void write(const std::filesystem::path& path) const;

 private:
  std::vector<TrainingRow> rows_;
};

// One short line for the progress display.
std::string status_line(const TrainingRow& row);

}  // namespace trackloom::gnn
