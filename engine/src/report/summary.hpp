// Collects what stages say at the end of a run.
#pragma once

#include <string>

#include "trackloom/run.hpp"

namespace trackloom {

// Figures of the clones of one stage are added up, rows of their equally named tables appended.
class SummaryCollector final : public Summary {
 public:
  SummaryCollector(std::string stage, RunReport& report)
      : stage_(std::move(stage)), report_(report) {}

  void figure(const std::string& name, double value) override;
  void table(Table table) override;
  void output(const std::filesystem::path& path) override;

 private:
  std::string stage_;
  RunReport& report_;
};

}  // namespace trackloom
