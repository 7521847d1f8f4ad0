// From the command line's sides to a Result: load, merge, run, pair.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "comparing/merge.hpp"
#include "comparing/result.hpp"
#include "comparing/times.hpp"
#include "load_options.hpp"
#include "trackloom/run.hpp"

namespace comparing {

struct CompareOptions {
  PipelineOptions pipeline;  // `file` is not used; variants make sides of one file
  std::vector<std::string> files;
  std::uint64_t events = 0, skip = 0;
  unsigned threads = 0, in_flight = 0;
  std::size_t rounds = 0;  // of runs by turns; 0: none
  double confidence = 0.95;
  std::string progress = "auto";
  bool json = false;
};

struct SideRequest {
  std::string file;
  std::vector<std::string> variants;
};

// OUTPUT/run (and run_2, ... where sources differ): run directories of the merged pipelines, with
// trace.json. OUTPUT/LABEL: what a side's own sinks write, and the lists of evaluation.particles.
class Run {
 public:
  using Show = std::function<void(const trackloom::Progress&)>;

  // Options must outlive it.
  Run(const CompareOptions& options, std::vector<SideRequest> requests,
      trackloom::StopRequest& stop)
      : options_(options), requests_(std::move(requests)), stop_(stop) {}

  // Loads and merges the sides; findings go to standard error. Throws std::runtime_error where the
  // sides cannot be compared.
  trackloom::ExitCode load();
  // Runs the merged pipelines and, with --timing, the sides by turns. A run that does not end well
  // is told on standard error, and its exit code returned. Throws where a run by turns fails.
  trackloom::ExitCode execute(const Show& show);
  // Throws std::runtime_error where the sides did not read the same events.
  Result result();

 private:
  trackloom::LoadOptions load_options(const SideRequest& request, const std::string& label) const;
  std::filesystem::path run_folder(std::size_t group) const;
  trackloom::RunOptions run_options(const Show& show) const;
  trackloom::ExitCode execute_group(std::size_t group, const Show& show);
  trackloom::RunReport run_side(std::size_t side, const Show& show);
  void describe_groups(Result& result) const;
  Pairing pair(std::size_t side, const std::vector<Lists>& lists) const;
  std::size_t group_of(std::size_t side) const;
  void add_notes(Result& result) const;

  const CompareOptions& options_;
  std::vector<SideRequest> requests_;
  trackloom::StopRequest& stop_;
  std::vector<Side> sides_;
  std::vector<Merged> groups_;
  std::vector<trackloom::RunReport> reports_;  // by group
  std::vector<EventTimes> times_;              // by group
  std::optional<Timing> timing_;
};

}  // namespace comparing
