#include "event_file/reader.hpp"

#include <algorithm>
#include <chrono>

#include "event_file/event_columns.hpp"
#include "trackloom/error.hpp"

namespace trackloom::event_file {
namespace {

std::unique_ptr<EventFile> open(const std::string& path, const char* parameter) {
  try {
    return std::make_unique<EventFile>(path);
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), parameter);
  }
}

std::shared_ptr<const Detector> detector_of(const EventFile& file, const char* parameter) {
  try {
    return std::make_shared<const Detector>(read_detector(file.detector()));
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), parameter);
  }
}

}  // namespace

void Reader::describe(StageDescription<Config>& stage) {
  stage.doc("Events of a binary event file (docs/event-file.md), in the file's order.");
  stage.param("path", &Config::path)
      .required()
      .input_file()
      .doc("An event file, such as `trackloom convert` or event_file.writer makes.");
  stage.param("detector", &Config::detector)
      .doc("An event file to take the detector from when the one with the events has none.");
  stage.param("cells", &Config::cells).doc("Read the cells, where there are any.");
  stage.param("truth", &Config::truth).doc("Read truth and particles, where there are any.");
  stage.io_thread();
}

Reader::Reader(const Config& config) : config_(config), file_(open(config.path, "path")) {
  events_.assign(file_->events().begin(), file_->events().end());
  if (events_.empty()) throw ConfigError(config_.path + ": has no events", "path");
  if (file_->has_detector()) {
    detector_ = detector_of(*file_, "path");
  } else if (config_.detector.empty()) {
    throw ConfigError(config_.path +
                          ": was written without the detector; name an event file that has it "
                          "with the parameter \"detector\"",
                      "path");
  } else {
    const auto other = open(config_.detector, "detector");
    if (!other->has_detector()) {
      throw ConfigError(config_.detector + ": has no detector either", "detector");
    }
    detector_ = detector_of(*other, "detector");
  }
  if (detector_->fingerprint() != file_->geometry()) {
    throw ConfigError(config_.path + ": the events were written for another detector (geometry " +
                          std::to_string(file_->geometry()) + ", not " +
                          std::to_string(detector_->fingerprint()) + ")",
                      config_.detector.empty() ? "path" : "detector");
  }
}

void Reader::skip(std::uint64_t count) {
  const auto n = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(count, events_.size()));
  events_.erase(events_.begin(), events_.begin() + n);
}

void Reader::only(std::span<const std::uint64_t> ids) {
  std::erase_if(events_, [&](const IndexEntry& event) {
    return std::find(ids.begin(), ids.end(), event.id) == ids.end();
  });
}

bool Reader::operator()(EventInfo& info, Hits& hits, Cells& cells, DetectorRef& detector,
                        Truth& truth, Particles& particles) {
  if (next_ == events_.size()) return false;
  const IndexEntry entry = events_[next_++];
  info.id = entry.id;
  info.origin = config_.path + ": offset " + std::to_string(entry.offset);
  const auto start = std::chrono::steady_clock::now();
  if (next_ < events_.size()) {
    file_->mapping().will_need(events_[next_].offset, events_[next_].bytes);
  }
  const Block block = file_->event(entry);
  read_hits(block, entry.hits, *detector_, hits);
  if (config_.cells) read_cells(block, hits, cells);
  if (config_.truth) {
    read_particles(block, particles);
    read_truth(block, hits, particles, truth);
  }
  detector.detector = detector_;
  file_->mapping().drop(entry.offset, entry.bytes);
  bytes_ += entry.bytes;
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  busy_s_ += time.count();
  return true;
}

void Reader::finish(Summary& summary) {
  if (next_ == 0 || busy_s_ <= 0) return;
  summary.figure("read_ms_per_event", 1e3 * busy_s_ / static_cast<double>(next_));
  summary.figure("mb_per_s", 1e-6 * static_cast<double>(bytes_) / busy_s_);
}

}  // namespace trackloom::event_file
