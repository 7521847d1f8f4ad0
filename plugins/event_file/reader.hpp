// event_file.reader: the events of an event file.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "event_data/detector.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "event_file/event_file.hpp"
#include "trackloom/event.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::event_file {

// Makes the products that trackml.reader makes of the same data set. An event that is damaged fails
// with file and offset; the next call goes on with the next event. The file is mapped: while one
// event is read the system is asked for the next one, and what has been read is let go.
class Reader {
 public:
  struct Config {
    std::string path;
    std::string detector{};  // with an initialiser, so that it may be left out
    bool cells = true;
    bool truth = true;
  };

  static void describe(StageDescription<Config>& stage);

  // Checks the file's frame and reads the detector; touches no event.
  explicit Reader(const Config& config);

  // Events left to deliver.
  std::uint64_t size() const noexcept { return events_.size() - next_; }
  // Before begin() only.
  void skip(std::uint64_t count);
  void only(std::span<const std::uint64_t> ids);  // ids that the file lacks are ignored

  bool operator()(EventInfo& info, Hits& hits, Cells& cells, DetectorRef& detector, Truth& truth,
                  Particles& particles);
  void finish(Summary& summary);

 private:
  Config config_;
  std::unique_ptr<EventFile> file_;
  std::shared_ptr<const Detector> detector_;
  std::vector<IndexEntry> events_;
  std::size_t next_ = 0;
  double busy_s_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace trackloom::event_file
