// What a running pipeline offers its stages outside the event loop.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace trackloom {

// Given to `begin(RunContext&)`; lives until after `finish`. Thread-safe.
class RunContext {
 public:
  virtual ~RunContext() = default;
  virtual const std::string& stage_name() const = 0;  // as the pipeline calls the stage
  virtual const std::filesystem::path& output_directory() const = 0;
  virtual unsigned threads() const = 0;
  virtual unsigned in_flight() const = 0;
  // Events the run will read at most (--events), 0 when open-ended.
  virtual std::uint64_t event_limit() const = 0;
  // True after the first signal: long work outside the event loop should end soon.
  virtual bool stop_requested() const = 0;
  // One short line that the progress display shows for this stage, such as "loss 0.123".
  virtual void status(const std::string& text) = 0;
};

// A small table for the terminal, the report and OUTPUT/tables/NAME.csv.
struct Table {
  std::string name;   // file name without extension, snake_case
  std::string title;  // one line above the table
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  bool print = true;  // false: written to CSV and JSON, not to the terminal
};

// Given to `finish(Summary&)`. Figures end up in report.json as "metrics": {"STAGE.NAME": value}.
class Summary {
 public:
  virtual ~Summary() = default;
  virtual void figure(const std::string& name, double value) = 0;
  virtual void table(Table table) = 0;
  // A file that this stage has written, to be named at the end of the run.
  virtual void output(const std::filesystem::path& path) = 0;
};

}  // namespace trackloom
