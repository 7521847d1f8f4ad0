#include "metric_learning/training_log.hpp"

#include <array>
#include <cstdio>

#include "trackloom/output_file.hpp"

namespace trackloom::metric_learning {

void TrainingLog::write(const std::filesystem::path& path) const {
  OutputFile file(path);
  file.write(
      "step,minutes,pairs,learning_rate,loss,efficiency,radius_at_95,purity_at_95,"
      "edges_per_hit_at_95,radius_at_98,purity_at_98,edges_per_hit_at_98\n");
  for (const TrainingRow& row : rows_) {
    std::array<char, 256> text{};
    const ValidationFigures& v = row.validation;
    const int size = std::snprintf(
        text.data(), text.size(), "%lld,%.3f,%llu,%.4g,%.6g,%.6f,%.4f,%.6f,%.3f,%.4f,%.6f,%.3f\n",
        static_cast<long long>(row.step), row.minutes, static_cast<unsigned long long>(row.pairs),
        row.learning_rate, row.loss, v.efficiency, v.at_95.radius, v.at_95.purity,
        v.at_95.edges_per_hit, v.at_98.radius, v.at_98.purity, v.at_98.edges_per_hit);
    file.write({text.data(), static_cast<std::size_t>(size)});
  }
  file.commit();
}

std::string status_line(const TrainingRow& row) {
  std::array<char, 160> text{};
  const int size = std::snprintf(
      text.data(), text.size(),
      "step %lld, loss %.4f, efficiency %.4f, at 95 %%: radius %.3f, purity %.4f, %.1f edges/hit",
      static_cast<long long>(row.step), row.loss, row.validation.efficiency,
      row.validation.at_95.radius, row.validation.at_95.purity, row.validation.at_95.edges_per_hit);
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace trackloom::metric_learning
