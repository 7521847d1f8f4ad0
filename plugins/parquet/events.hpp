// parquet.events: events in the Parquet tables that ACTS' examples write.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "event_data/detector.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "parquet/event_columns.hpp"
#include "parquet/event_table.hpp"
#include "trackloom/event.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::parquet {

// Reads two tables of one row per event, whose other columns are lists with a value per hit or
// particle, as ArrowSimHitOutputConverter, ArrowParticleOutputConverter and ParquetWriter of pyacts
// 48.1 write them and ColliderML release 1 has them (docs/formats.md). Events come by event_id.
class Events {
 public:
  struct Config {
    std::string path;
    std::string detector;
    std::string surfaces;
    std::string hits = "tracker_hits";
    std::string particles = "particles";
    bool truth = true;
  };
  static void describe(StageDescription<Config>& stage);

  // Opens all files, reads their event ids and matches the detectors. Throws ConfigError.
  explicit Events(const Config& config);

  // Events left to deliver.
  std::uint64_t size() const noexcept { return events_.size() - delivered_; }
  // Before the first call only.
  void skip(std::uint64_t count);
  void only(std::span<const std::uint64_t> ids);

  // Throws std::runtime_error FILE: event ID: ... for an event that is not as it should be; the
  // next call goes on with the next event. There are no cells in these tables.
  bool operator()(EventInfo& info, Hits& hits, Cells& cells, DetectorRef& detector, Truth& truth,
                  Particles& particles);

 private:
  void read_detector();
  void read_hits(const EventTable::Row& row);
  void read_particles(const EventTable::Row& row);

  Config config_;
  std::unique_ptr<EventTable> hits_, particles_;  // particles_ only with truth
  std::shared_ptr<const Detector> detector_;
  ModuleOfSurface modules_;
  std::vector<std::uint64_t> events_;
  std::size_t delivered_ = 0;
  HitColumns hit_columns_;
  ParticleColumns particle_columns_;
};

}  // namespace trackloom::parquet
