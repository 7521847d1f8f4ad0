// event_file.writer: the events of a run in one binary file.
#pragma once

#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "event_data/detector.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "event_file/block_builder.hpp"
#include "trackloom/event.hpp"
#include "trackloom/output_file.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::event_file {

// Events in input order, so that the file does not depend on threads. The file appears under its
// name at the end of the run only. A write error is fatal: what follows could not be complete.
class Writer {
 public:
  struct Config {
    std::string path;
    bool cells = true;
    bool truth = true;
    bool detector = true;
  };

  static void describe(StageDescription<Config>& stage);
  explicit Writer(const Config& config) : config_(config) {}

  void begin(RunContext& context);
  void operator()(const EventInfo& info, const Hits& hits, const DetectorRef& detector,
                  const Cells* cells, const Truth* truth, const Particles* particles);
  void finish(Summary& summary);

 private:
  void check(const EventInfo& info, const Hits& hits, const Detector& detector) const;
  void write_detector(const Detector& detector);
  void write(std::span<const std::byte> bytes);

  Config config_;
  std::unique_ptr<OutputFile> file_;  // null after a write error
  std::uint64_t offset_ = 0;          // bytes written
  BlockBuilder block_;
  std::vector<IndexEntry> index_;
  std::unordered_set<std::uint64_t> ids_;
  FileTrailer trailer_;
};

}  // namespace trackloom::event_file
