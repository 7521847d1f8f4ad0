// Reads one event of a data set, file by file.
#pragma once

#include "event_data/detector.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "trackml/data_set.hpp"
#include "trackml/event_csv.hpp"

namespace trackloom::trackml {

struct EventData {
  Hits hits;
  Cells cells;
  Truth truth;
  Particles particles;

  void clear();
};

// Not thread-safe: one per thread, with memory of its own.
class EventReader {
 public:
  struct Options {
    bool cells = true;
    bool truth = true;  // and particles
    std::uint64_t max_file_bytes = std::uint64_t{1} << 29;
  };

  // Both are kept by reference.
  EventReader(const DataSet& data_set, const Detector& detector, const Options& options)
      : data_set_(data_set), detector_(detector), options_(options) {}

  // Clears `data` first. Throws std::runtime_error with file, line and column.
  void read(const EventFiles& event, EventData& data);

  // CSV bytes (unpacked) parsed so far.
  std::uint64_t csv_bytes() const noexcept { return csv_bytes_; }

 private:
  // False if the event has no such file.
  bool load(const EventFiles& event, EventFile kind);

  const DataSet& data_set_;
  const Detector& detector_;
  Options options_;
  ReadScratch read_scratch_;
  ParseScratch parse_scratch_;
  ByteBuffer text_;
  std::string name_;
  std::uint64_t csv_bytes_ = 0;
};

}  // namespace trackloom::trackml
