// acts_csv.events: the events that the example framework of ACTS writes as CSV.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "acts_csv/event_tables.hpp"
#include "acts_csv/geometry.hpp"
#include "acts_csv/space_points.hpp"
#include "event_data/detector.hpp"
#include "trackloom/event.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"
#include "trackml/file_store.hpp"

namespace trackloom::acts_csv {

// Reads, of every event000000000-*.csv[.gz] in a folder (plain or gzipped) or zip file:
//   measurements            CsvMeasurementWriter: the hits, id is measurement_id
//   spacepoint              CsvSpacePointWriter: the hits in their place where `hits` is
//   space_points cells                   CsvMeasurementWriter: the charge deposits, where there are
//   any hits                    CsvSimHitWriter               } measurement-simhit-map
//   CsvMeasurementWriter          } the truth, where there are both; then PARTICLES
//   CsvParticleWriter, its stem is a parameter, must be there as well
// and detectors.csv of CsvTrackingGeometryWriter, once. Columns are those of ACTS 48.
class Events {
 public:
  struct Config {
    std::string path;
    std::string detector;
    std::string hits = "measurements";
    std::string particles = "particles_simulated";
    bool cells = true;
    bool truth = true;
    int max_file_mb = 512;
  };
  static void describe(StageDescription<Config>& stage);

  // Lists the events and matches the detectors; opens no event. Throws ConfigError.
  explicit Events(const Config& config);

  // Events left to deliver.
  std::uint64_t size() const noexcept { return events_.size() - delivered_; }
  // Before the first call only.
  void skip(std::uint64_t count);
  void only(std::span<const std::uint64_t> ids);

  // Throws std::runtime_error FILE:LINE:COLUMN for an event that is not as it should be; the next
  // call goes on with the next event.
  bool operator()(EventInfo& info, Hits& hits, Cells& cells, DetectorRef& detector, Truth& truth,
                  Particles& particles, HitMeasurements& made_of);

 private:
  using Files = std::map<std::string, const trackml::StoredFile*, std::less<>>;  // by part
  struct Event {
    std::uint64_t id = 0;
    Files files;
  };

  void list_events();
  bool has_truth(const Event& event) const;
  void check_truth(const Event& event) const;         // throws ConfigError
  void check_space_points(const Event& event) const;  // throws ConfigError
  void read_detector();
  // The text of a part of the event, in text_, and its name; false if there is none.
  bool load(const Event& event, const std::string& part);

  Config config_;
  std::unique_ptr<trackml::FileStore> store_;
  std::shared_ptr<const Detector> detector_;
  ModuleOfGeometryId modules_;
  std::vector<Event> events_;
  std::size_t delivered_ = 0;
  trackml::ReadScratch scratch_;
  trackml::ByteBuffer text_;
  std::string name_;
  EventLinks links_;
  Hits measured_;  // behind the space points
};

}  // namespace trackloom::acts_csv
