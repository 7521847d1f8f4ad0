#include "gnn_torch/training_log.hpp"

#include <array>
#include <cstdio>

#include "trackloom/output_file.hpp"

namespace trackloom::gnn {

void TrainingLog::add(const TrainingRow& row) {
  rows_.push_back(row);
}

void TrainingLog::write(const std::filesystem::path& path) const {
  OutputFile file(path);
  file.write(
      "step,minutes,edges,learning_rate,loss,validation_loss,auc,purity_at_98,purity_at_99,"
      "weighted_purity_at_98\n");
  for (const TrainingRow& row : rows_) {
    std::array<char, 256> text{};
    const ValidationFigures& v = row.validation;
    const int size = std::snprintf(
        text.data(), text.size(), "%lld,%.3f,%llu,%.4g,%.6g,%.6g,%.6f,%.6f,%.6f,%.6f\n",
        static_cast<long long>(row.step), row.minutes, static_cast<unsigned long long>(row.edges),
        row.learning_rate, row.loss, v.loss, v.auc, v.purity_at_98, v.purity_at_99,
        v.weighted_purity_at_98);
    file.write({text.data(), static_cast<std::size_t>(size)});
  }
  file.commit();
}

std::string status_line(const TrainingRow& row) {
  std::array<char, 160> text{};
  const int size = std::snprintf(
      text.data(), text.size(),
      "step %lld, loss %.4f, validation %.4f, auc %.4f, purity %.3f at 98 %%, %.1f M edges/min",
      static_cast<long long>(row.step), row.loss, row.validation.loss, row.validation.auc,
      row.validation.purity_at_98,
      row.minutes > 0 ? static_cast<double>(row.edges) / row.minutes * 1e-6 : 0.0);
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace trackloom::gnn
