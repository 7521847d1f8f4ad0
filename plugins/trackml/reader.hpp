// trackml.reader: the events of a TrackML data set.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "event_data/detector.hpp"
#include "trackloom/event.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"
#include "trackml/data_set.hpp"
#include "trackml/event_reader.hpp"

namespace trackloom::trackml {

// Prefetch threads read whole events into a ring of buffers; the call operator waits for the next
// one in order of id and swaps its arrays into the event, so nothing is copied and the arrays that
// the event brings are filled next. An error in an event's files is thrown by the call that would
// have delivered it, with EventInfo::id set; the next call goes on with the next event.
class Reader {
 public:
  struct Config {
    std::string path;
    std::string detector;
    bool cells = true;
    bool truth = true;
    int part = 0, parts = 1;
    int prefetch = 1;
    int prefetch_events = 3;
    int max_file_mb = 512;
  };

  static void describe(StageDescription<Config>& stage);

  // Lists the data set and reads the detector; opens no event.
  explicit Reader(const Config& config);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // Events left to deliver.
  std::uint64_t size() const noexcept { return events_.size() - delivered_; }
  // Before begin() only.
  void skip(std::uint64_t count);
  void only(std::span<const std::uint64_t> ids);  // ids that the data set lacks are ignored

  void begin(RunContext& context);  // starts the threads, for at most event_limit() events
  bool operator()(EventInfo& info, Hits& hits, Cells& cells, DetectorRef& detector, Truth& truth,
                  Particles& particles);
  void finish(Summary& summary);

 private:
  struct Slot {
    EventData data;
    std::exception_ptr error;
    bool ready = false;
  };

  void prefetch_loop();
  void stop() noexcept;

  Config config_;
  std::unique_ptr<DataSet> data_set_;
  std::shared_ptr<const Detector> detector_;
  std::vector<const EventFiles*> events_;

  // Event i goes through slots_[i % slots]; a thread takes event i only when event i - slots has
  // been delivered, so a slot has one owner at any time.
  std::mutex mutex_;
  std::condition_variable free_, ready_;
  std::vector<Slot> slots_;
  std::size_t taken_ = 0;      // events that threads have started
  std::size_t delivered_ = 0;  // events handed over
  bool stopping_ = false;
  double busy_s_ = 0;
  std::uint64_t csv_bytes_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace trackloom::trackml
