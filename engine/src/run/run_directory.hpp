// The files that a run itself leaves under --output; each is complete or absent.
#pragma once

#include <filesystem>
#include <vector>

#include "run/ledger.hpp"
#include "trackloom/run.hpp"

namespace trackloom {

// OUTPUT/pipeline.yaml       the resolved document
// OUTPUT/report.json         RunReport::json()
// OUTPUT/tables/NAME.csv     the tables of the stages
// OUTPUT/quarantine.jsonl    {"event":ID,"stage":...,"kind":"failed|skipped","error":...}, in input
//                            order; no file where no event failed or was skipped
class RunDirectory {
 public:
  // Makes the folder and tries to write into it. Throws std::runtime_error.
  explicit RunDirectory(std::filesystem::path path);

  // Completes report.outputs with the files written. Throws std::runtime_error.
  void write(const Plan& plan, const std::vector<QuarantineEntry>& quarantine, RunReport& report);

 private:
  std::filesystem::path path_;
};

}  // namespace trackloom
