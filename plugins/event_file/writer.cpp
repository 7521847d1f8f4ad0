#include "event_file/writer.hpp"

#include <stdexcept>

#include "event_file/event_columns.hpp"
#include "trackloom/error.hpp"

namespace trackloom::event_file {
namespace {

template <class Structure>
std::span<const std::byte> bytes_of(const Structure& structure) {
  return std::as_bytes(std::span(&structure, 1));
}

}  // namespace

void Writer::describe(StageDescription<Config>& stage) {
  stage.doc("Writes the events into a binary event file (docs/event-file.md), in input order.");
  stage.param("path", &Config::path).required().output_path().doc("The file, such as x.tlevents.");
  stage.param("cells", &Config::cells).doc("Write the cells, where there are any.");
  stage.param("truth", &Config::truth).doc("Write truth and particles, where there are any.");
  stage.param("detector", &Config::detector)
      .doc("Write the detector; a file without it is read with that of another.");
}

void Writer::begin(RunContext&) {
  file_ = std::make_unique<OutputFile>(config_.path);
  FileHeader header;
  header.checksum = own_checksum(header);
  write(bytes_of(header));
}

void Writer::check(const EventInfo& info, const Hits& hits, const Detector& detector) const {
  if (hits.size() == 0) throw std::runtime_error("an event without hits cannot be written");
  if (ids_.contains(info.id)) {
    throw std::runtime_error("event " + std::to_string(info.id) + " is in the file already");
  }
  if (!ids_.empty() && detector.fingerprint() != trailer_.geometry) {
    throw std::runtime_error("the event is of another detector than those before");
  }
}

void Writer::operator()(const EventInfo& info, const Hits& hits, const DetectorRef& detector,
                        const Cells* cells, const Truth* truth, const Particles* particles) {
  if (!file_) throw FatalError(config_.path + ": not open, begin() or an earlier write failed");
  check(info, hits, *detector);
  if (ids_.empty()) write_detector(*detector);
  block_.clear();
  add_hits(block_, hits);
  if (config_.cells && cells != nullptr) add_cells(block_, *cells);
  if (config_.truth && particles != nullptr) add_particles(block_, *particles);
  if (config_.truth && truth != nullptr) add_truth(block_, *truth);
  const auto bytes = block_.finish(BlockKind::event, info.id);
  index_.push_back({info.id, offset_, bytes.size(), hits.size()});
  ids_.insert(info.id);
  write(bytes);
}

void Writer::write_detector(const Detector& detector) {
  trailer_.geometry = detector.fingerprint();
  if (!config_.detector) return;
  trailer_.detector_offset = offset_;
  block_.clear();
  add_detector(block_, detector);
  write(block_.finish(BlockKind::detector, detector.fingerprint()));
}

void Writer::write(std::span<const std::byte> bytes) {
  try {
    file_->write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  } catch (const std::exception& error) {
    file_.reset();
    throw FatalError(error.what());
  }
  offset_ += bytes.size();
}

void Writer::finish(Summary& summary) {
  if (!file_) return;
  const auto index = std::as_bytes(std::span<const IndexEntry>(index_));
  trailer_.index_offset = offset_;
  trailer_.events = index_.size();
  trailer_.index_checksum = checksum_of(index);
  trailer_.file_bytes = offset_ + index.size() + sizeof trailer_;
  trailer_.checksum = own_checksum(trailer_);
  write(index);
  write(bytes_of(trailer_));
  file_->commit();
  summary.output(file_->path());
  file_.reset();
}

}  // namespace trackloom::event_file
