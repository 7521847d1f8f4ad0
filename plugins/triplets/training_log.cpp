#include "triplets/training_log.hpp"

#include <array>
#include <cstdio>

#include "trackloom/output_file.hpp"

namespace trackloom::triplets {

void TrainingLog::write(const std::filesystem::path& path) const {
  OutputFile file(path);
  file.write(
      "step,minutes,triplets,learning_rate,loss,validation_loss,auc,purity_at_98,"
      "efficiency_at_99,score_at_99\n");
  for (const TrainingRow& row : rows_) {
    std::array<char, 256> text{};
    const ValidationFigures& v = row.validation;
    const int size = std::snprintf(
        text.data(), text.size(), "%lld,%.3f,%llu,%.4g,%.6g,%.6g,%.6f,%.6f,%.6f,%.4f\n",
        static_cast<long long>(row.step), row.minutes,
        static_cast<unsigned long long>(row.triplets), row.learning_rate, row.loss, v.loss, v.auc,
        v.purity_at_98, v.efficiency_at_99, v.score_at_99);
    file.write({text.data(), static_cast<std::size_t>(size)});
  }
  file.commit();
}

std::string status_line(const TrainingRow& row) {
  std::array<char, 160> text{};
  const int size = std::snprintf(
      text.data(), text.size(), "step %lld, loss %.4f, AUC %.4f, purity at 98 %%: %.4f",
      static_cast<long long>(row.step), row.loss, row.validation.auc, row.validation.purity_at_98);
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace trackloom::triplets
