#include "parquet/events.hpp"

#include <arrow/record_batch.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "parquet/list_values.hpp"
#include "trackloom/error.hpp"
#include "trackml/detector_csv.hpp"
#include "trackml/file_store.hpp"

namespace trackloom::parquet {
namespace {

namespace fs = std::filesystem;

std::unique_ptr<EventTable> open_table(const std::string& folder, const std::string& name,
                                       const char* parameter, std::vector<std::string> columns) {
  const fs::path place = EventTable::find(folder, name);
  if (place.empty()) {
    throw ConfigError(
        folder + ": has neither " + name + " nor " + name +
            ".parquet, a file or a folder of them; name the table with \"" + parameter + "\"" +
            (std::string_view(parameter) == "particles" ? ", or set truth: false" : ""),
        parameter);
  }
  return std::make_unique<EventTable>(place, std::move(columns));
}

std::string surfaces_beside(const std::string& folder) {
  for (const char* name : {"detectors.csv", "detectors.csv.gz"}) {
    if (fs::exists(fs::path(folder) / name)) return (fs::path(folder) / name).string();
  }
  throw ConfigError(folder +
                        ": has no detectors.csv; have CsvTrackingGeometryWriter of ACTS write one "
                        "beside the tables, or name it",
                    "surfaces");
}

constexpr std::uint64_t most_csv_bytes = std::uint64_t{1} << 30U;  // of tables of modules

}  // namespace

void Events::describe(StageDescription<Config>& stage) {
  stage.doc("Events that the examples of ACTS write as Parquet: hits and truth, without cells.");
  stage.param("path", &Config::path)
      .required()
      .input_path()
      .doc(
          "folder with the two tables below, each NAME/*.parquet, NAME.parquet/*.parquet or a file "
          "NAME.parquet");
  stage.param("detector", &Config::detector)
      .required()
      .input_file()
      .doc(
          "the modules as a TrackML table (detectors.csv[.gz]), whose numbers maps and models "
          "know");
  stage.param("surfaces", &Config::surfaces)
      .doc(
          "the same modules as CsvTrackingGeometryWriter of ACTS writes them, with the numbers of "
          "the table of hits; empty: detectors.csv[.gz] beside the tables");
  stage.param("hits", &Config::hits).doc("name of the table of hits");
  stage.param("particles", &Config::particles).doc("name of the table of particles");
  stage.param("truth", &Config::truth).doc("read the particles, and which of them made a hit");
  stage.io_thread();
}

Events::Events(const Config& config) : config_(config) {
  try {
    hits_ = open_table(config_.path, config_.hits, "hits",
                       {"x", "y", "z", "true_x", "true_y", "true_z", "particle_id", "volume_id",
                        "layer_id", "surface_id"});
    events_ = hits_->events();
    if (events_.empty())
      throw std::runtime_error(config_.path + ": the table of hits has no event");
    if (config_.truth) {
      particles_ =
          open_table(config_.path, config_.particles, "particles",
                     {"particle_id", "pdg_id", "charge", "vx", "vy", "vz", "px", "py", "pz"});
      for (const std::uint64_t event : events_) {
        if (particles_->contains(event)) continue;
        throw ConfigError("event " + std::to_string(event) + " is in the table " + config_.hits +
                              " but not in " + config_.particles +
                              "; write both from one run, or set truth: false",
                          "particles");
      }
    }
  } catch (const ConfigError&) {
    throw;
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "path");
  }
  read_detector();
}

void Events::read_detector() {
  trackml::ReadScratch scratch;
  trackml::ByteBuffer text;
  try {
    trackml::read_file(config_.detector, most_csv_bytes, scratch, text);
    detector_ = std::make_shared<const Detector>(trackml::parse_detector(config_.detector, text));
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "detector");
  }
  const std::string surfaces =
      config_.surfaces.empty() ? surfaces_beside(config_.path) : config_.surfaces;
  try {
    trackml::read_file(surfaces, most_csv_bytes, scratch, text);
    modules_ = ModuleOfSurface(acts_csv::match_modules(surfaces, text, *detector_));
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "surfaces");
  }
}

void Events::skip(std::uint64_t count) {
  const auto n = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(count, events_.size()));
  events_.erase(events_.begin(), events_.begin() + n);
}

void Events::only(std::span<const std::uint64_t> ids) {
  std::erase_if(events_, [&](std::uint64_t event) {
    return std::find(ids.begin(), ids.end(), event) == ids.end();
  });
}

void Events::read_hits(const EventTable::Row& row) {
  const auto read = [&](const char* name, auto& values) {
    read_list(*row.lists, row.where, name, values);
  };
  read("x", hit_columns_.x);
  read("y", hit_columns_.y);
  read("z", hit_columns_.z);
  read("true_x", hit_columns_.true_x);
  read("true_y", hit_columns_.true_y);
  read("true_z", hit_columns_.true_z);
  read("particle_id", hit_columns_.particle_id);
  read("volume_id", hit_columns_.volume_id);
  read("layer_id", hit_columns_.layer_id);
  read("surface_id", hit_columns_.surface_id);
}

void Events::read_particles(const EventTable::Row& row) {
  const auto read = [&](const char* name, auto& values) {
    read_list(*row.lists, row.where, name, values);
  };
  read("particle_id", particle_columns_.particle_id);
  read("pdg_id", particle_columns_.pdg_id);
  read("charge", particle_columns_.charge);
  read("vx", particle_columns_.vx);
  read("vy", particle_columns_.vy);
  read("vz", particle_columns_.vz);
  read("px", particle_columns_.px);
  read("py", particle_columns_.py);
  read("pz", particle_columns_.pz);
}

bool Events::operator()(EventInfo& info, Hits& hits, Cells&, DetectorRef& detector, Truth& truth,
                        Particles& particles) {
  if (delivered_ == events_.size()) return false;
  if (delivered_ == 0) {
    hits_->keep(events_);
    if (particles_) particles_->keep(events_);
  }
  info.id = events_[delivered_++];
  info.origin = config_.path;
  detector.detector = detector_;
  const EventTable::Row row = hits_->take(info.id);
  read_hits(row);
  fill_hits(row.where, hit_columns_, *detector_, modules_, hits);
  if (!particles_) return true;
  const EventTable::Row of_particles = particles_->take(info.id);
  read_particles(of_particles);
  fill_particles(of_particles.where, particle_columns_, particles);
  fill_truth(row.where, hit_columns_, hits, particles, truth);
  return true;
}

}  // namespace trackloom::parquet
