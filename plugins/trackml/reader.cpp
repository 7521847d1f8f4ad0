#include "trackml/reader.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "trackloom/error.hpp"
#include "trackml/detector_csv.hpp"

namespace trackloom::trackml {

void Reader::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Events of a TrackML data set (a directory or a zip file, plain or gzipped CSV), by id.");
  stage.param("path", &Config::path)
      .required()
      .input_path()
      .doc(
          "Data set: a directory or a zip file with event*-hits.csv[.gz] at its root or one level "
          "down.");
  stage.param("detector", &Config::detector)
      .doc("detectors.csv[.gz], used when the data set has none of its own.");
  stage.param("cells", &Config::cells).doc("Read the cells files, where there are any.");
  stage.param("truth", &Config::truth)
      .doc("Read the truth and particles files, where there are any.");
  stage.param("part", &Config::part)
      .at_least(0)
      .doc("Reads the events number part, part + parts, ... of the data set, by id.");
  stage.param("parts", &Config::parts)
      .at_least(1)
      .doc("Parts that several runs share, each with a part of its own, below this.");
  stage.param("prefetch", &Config::prefetch)
      .range(1, 64)
      .unit("threads")
      .doc("Threads that read ahead.");
  stage.param("prefetch_events", &Config::prefetch_events)
      .range(1, 1024)
      .unit("events")
      .doc("Events that are read ahead; each takes about 20 MB at pile-up 200.");
  stage.param("max_file_mb", &Config::max_file_mb)
      .range(1, 65536)
      .unit("MB")
      .doc(
          "Larger files, unpacked, are refused: a guard against archives that unpack without end.");
  stage.io_thread();
}

Reader::Reader(const Config& config) : config_(config) {
  try {
    data_set_ = std::make_unique<DataSet>(config_.path);
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "path");
  }
  ReadScratch scratch;
  ByteBuffer text;
  const std::uint64_t limit = static_cast<std::uint64_t>(config_.max_file_mb) << 20;
  if (const StoredFile* file = data_set_->detector()) {
    try {
      data_set_->store().read(*file, limit, scratch, text);
      detector_ =
          std::make_shared<const Detector>(parse_detector(data_set_->store().display(*file), text));
    } catch (const std::exception& error) {
      throw ConfigError(error.what(), "path");
    }
  } else if (config_.detector.empty()) {
    throw ConfigError(config_.path +
                          ": has no detectors.csv or detectors.csv.gz; put it beside the events or "
                          "name one with the parameter \"detector\"",
                      "path");
  } else {
    try {
      read_file(config_.detector, limit, scratch, text);
      detector_ = std::make_shared<const Detector>(parse_detector(config_.detector, text));
    } catch (const std::exception& error) {
      throw ConfigError(error.what(), "detector");
    }
  }
  if (config_.part >= config_.parts) {
    throw ConfigError("part is " + std::to_string(config_.part) + " of " +
                          std::to_string(config_.parts) + " parts, expected 0 to " +
                          std::to_string(config_.parts - 1),
                      "part");
  }
  const std::vector<EventFiles>& all = data_set_->events();
  for (std::size_t i = static_cast<std::size_t>(config_.part); i < all.size();
       i += static_cast<std::size_t>(config_.parts)) {
    events_.push_back(&all[i]);
  }
}

Reader::~Reader() {
  stop();
}

void Reader::skip(std::uint64_t count) {
  const auto n = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(count, events_.size()));
  events_.erase(events_.begin(), events_.begin() + n);
}

void Reader::only(std::span<const std::uint64_t> ids) {
  std::erase_if(events_, [&](const EventFiles* event) {
    return std::find(ids.begin(), ids.end(), event->id) == ids.end();
  });
}

void Reader::begin(RunContext& context) {
  if (context.event_limit() > 0 && context.event_limit() < events_.size()) {
    events_.resize(context.event_limit());
  }
  slots_ = std::vector<Slot>(static_cast<std::size_t>(config_.prefetch_events));
  for (int i = 0; i < config_.prefetch; ++i) threads_.emplace_back([this] { prefetch_loop(); });
}

void Reader::prefetch_loop() {
  using Clock = std::chrono::steady_clock;
  EventReader::Options options;
  options.cells = config_.cells;
  options.truth = config_.truth;
  options.max_file_bytes = static_cast<std::uint64_t>(config_.max_file_mb) << 20;
  EventReader reader(*data_set_, *detector_, options);
  std::unique_lock lock(mutex_);
  while (true) {
    free_.wait(lock, [&] {
      return stopping_ || taken_ == events_.size() || taken_ < delivered_ + slots_.size();
    });
    if (stopping_ || taken_ == events_.size()) return;
    const std::size_t index = taken_++;
    Slot& slot = slots_[index % slots_.size()];
    lock.unlock();
    const auto start = Clock::now();
    const std::uint64_t bytes = reader.csv_bytes();
    try {
      reader.read(*events_[index], slot.data);
    } catch (...) {
      slot.error = std::current_exception();
    }
    const std::chrono::duration<double> time = Clock::now() - start;
    lock.lock();
    busy_s_ += time.count();
    csv_bytes_ += reader.csv_bytes() - bytes;
    slot.ready = true;
    ready_.notify_all();
  }
}

bool Reader::operator()(EventInfo& info, Hits& hits, Cells& cells, DetectorRef& detector,
                        Truth& truth, Particles& particles) {
  std::unique_lock lock(mutex_);
  if (delivered_ == events_.size()) return false;
  if (slots_.empty()) throw std::logic_error("trackml.reader was called before begin()");
  const EventFiles& event = *events_[delivered_];
  Slot& slot = slots_[delivered_ % slots_.size()];
  info.id = event.id;
  for (const StoredFile* file : event.files) {
    if (file == nullptr) continue;
    info.origin = data_set_->store().display(*file);
    break;
  }
  ready_.wait(lock, [&] { return slot.ready; });
  const std::exception_ptr error = std::exchange(slot.error, nullptr);
  if (!error) {
    std::swap(hits, slot.data.hits);
    std::swap(cells, slot.data.cells);
    std::swap(truth, slot.data.truth);
    std::swap(particles, slot.data.particles);
    detector.detector = detector_;
  }
  slot.ready = false;
  ++delivered_;
  free_.notify_all();
  lock.unlock();
  if (error) std::rethrow_exception(error);
  return true;
}

void Reader::finish(Summary& summary) {
  stop();
  if (delivered_ == 0 || busy_s_ <= 0) return;
  summary.figure("read_ms_per_event", 1e3 * busy_s_ / static_cast<double>(taken_));
  summary.figure("csv_mb_per_s", 1e-6 * static_cast<double>(csv_bytes_) / busy_s_);
}

void Reader::stop() noexcept {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  free_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace trackloom::trackml
