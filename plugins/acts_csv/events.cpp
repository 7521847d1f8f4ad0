#include "acts_csv/events.hpp"

#include <algorithm>
#include <stdexcept>

#include "trackloom/error.hpp"
#include "trackml/data_set.hpp"
#include "trackml/detector_csv.hpp"

namespace trackloom::acts_csv {
namespace {

constexpr const char* map_part = "measurement-simhit-map";
constexpr const char* space_points_part = "spacepoint";

}  // namespace

void Events::describe(StageDescription<Config>& stage) {
  stage.doc("Events that the examples of ACTS write as CSV: measurements, cells and truth.");
  stage.param("path", &Config::path)
      .required()
      .input_path()
      .doc(
          "folder or zip file with event*-measurements.csv[.gz] and the detectors.csv of "
          "CsvTrackingGeometryWriter, at its root or one level down");
  stage.param("detector", &Config::detector)
      .required()
      .input_file()
      .doc(
          "the same modules as a TrackML table (detectors.csv[.gz]): maps and models know them by "
          "its numbers, and its pitches give clusters their shape");
  stage.param("hits", &Config::hits)
      .one_of({"measurements", "space_points"})
      .doc(
          "what a hit is: a measurement, or a space point of CsvSpacePointWriter, which is made of "
          "one measurement or of two strips'");
  stage.param("particles", &Config::particles)
      .doc("output stem of the CsvParticleWriter whose particles are the truth");
  stage.param("cells", &Config::cells).doc("read the cells files, where there are any");
  stage.param("truth", &Config::truth)
      .doc("read hits, measurement-simhit-map and the particles, where there are the former two");
  stage.param("max_file_mb", &Config::max_file_mb)
      .range(1, 65536)
      .unit("MB")
      .doc("larger files, unpacked, are refused");
  stage.io_thread();
}

Events::Events(const Config& config) : config_(config) {
  try {
    store_ = trackml::open_store(config_.path);
    list_events();
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "path");
  }
  if (config_.hits == "space_points") {
    for (const Event& event : events_) check_space_points(event);
  }
  if (config_.truth) {
    for (const Event& event : events_) check_truth(event);
  }
  read_detector();
}

bool Events::has_truth(const Event& event) const {
  return event.files.contains("hits") && event.files.contains(map_part);
}

void Events::check_truth(const Event& event) const {
  if (!has_truth(event) || event.files.contains(config_.particles)) return;
  std::string stems;
  for (const auto& [part, file] : event.files) {
    if (part.starts_with("particles")) stems += (stems.empty() ? "" : ", ") + part;
  }
  throw ConfigError("event " + std::to_string(event.id) +
                        " has simulated hits but no file of its " + config_.particles +
                        (stems.empty() ? "" : "; it has " + stems) +
                        ": name one, or set truth: false",
                    "particles");
}

void Events::check_space_points(const Event& event) const {
  if (event.files.contains(space_points_part)) return;
  throw ConfigError("event " + std::to_string(event.id) +
                        " has no spacepoint file: have CsvSpacePointWriter write it beside the "
                        "measurements, or set hits: measurements",
                    "hits");
}

void Events::list_events() {
  std::map<std::uint64_t, Files> events;
  for (const trackml::StoredFile& file : store_->files()) {
    const auto name = trackml::event_file_name_of(file.name);
    if (!name) continue;
    const auto [place, fresh] = events[name->id].emplace(name->part, &file);
    if (!fresh) {
      throw std::runtime_error(
          "event " + std::to_string(name->id) + " has two " + std::string(name->part) + " files, " +
          store_->display(*place->second) + " and " + store_->display(file) + "; remove one");
    }
  }
  for (auto& [id, files] : events) {
    if (files.contains("measurements")) events_.push_back({id, std::move(files)});
  }
  if (!events_.empty()) return;
  throw std::runtime_error(
      config_.path +
      ": no events of ACTS, that is no files such as event000000001-measurements.csv or .csv.gz, "
      "here or one folder down" +
      (events.empty() ? "" : "; a TrackML data set is read by trackml.reader"));
}

void Events::read_detector() {
  const std::uint64_t limit = static_cast<std::uint64_t>(config_.max_file_mb) << 20U;
  try {
    trackml::read_file(config_.detector, limit, scratch_, text_);
    detector_ = std::make_shared<const Detector>(trackml::parse_detector(config_.detector, text_));
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "detector");
  }
  try {
    const auto& files = store_->files();
    const auto file = std::find_if(files.begin(), files.end(), [](const auto& stored) {
      const std::string name = stored.name.substr(stored.name.rfind('/') + 1);
      return name == "detectors.csv" || name == "detectors.csv.gz";
    });
    if (file == files.end()) {
      throw std::runtime_error(config_.path +
                               ": has no detectors.csv; have CsvTrackingGeometryWriter write one "
                               "beside the events");
    }
    store_->read(*file, limit, scratch_, text_);
    modules_ = match_modules(store_->display(*file), text_, *detector_);
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "path");
  }
}

void Events::skip(std::uint64_t count) {
  const auto n = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(count, events_.size()));
  events_.erase(events_.begin(), events_.begin() + n);
}

void Events::only(std::span<const std::uint64_t> ids) {
  std::erase_if(events_, [&](const Event& event) {
    return std::find(ids.begin(), ids.end(), event.id) == ids.end();
  });
}

bool Events::load(const Event& event, const std::string& part) {
  const auto found = event.files.find(part);
  if (found == event.files.end()) return false;
  name_ = store_->display(*found->second);
  store_->read(*found->second, static_cast<std::uint64_t>(config_.max_file_mb) << 20U, scratch_,
               text_);
  return true;
}

bool Events::operator()(EventInfo& info, Hits& hits, Cells& cells, DetectorRef& detector,
                        Truth& truth, Particles& particles, HitMeasurements& made_of) {
  if (delivered_ == events_.size()) return false;
  const Event& event = events_[delivered_++];
  info.id = event.id;
  info.origin = store_->display(*event.files.at("measurements"));
  detector.detector = detector_;
  load(event, "measurements");
  const bool space_points = config_.hits == "space_points";
  Hits& measured = space_points ? measured_ : hits;  // in place, where they are the hits
  if (space_points) measured.clear();
  parse_measurements(name_, text_, *detector_, modules_, links_, measured);
  if (config_.cells && load(event, "cells")) parse_cells(name_, text_, measured, links_, cells);
  if (config_.truth && has_truth(event)) {
    load(event, config_.particles);
    parse_particles(name_, text_, links_, particles);
    load(event, "hits");
    parse_simulated_hits(name_, text_, links_);
    load(event, map_part);
    parse_truth(name_, text_, measured, links_, particles, truth);
  }
  if (!space_points) return true;
  load(event, space_points_part);
  parse_space_points(name_, text_, measured, links_, hits, made_of);
  cells = cells_of(made_of, cells);
  if (truth.present) truth = truth_of(made_of, hits, truth, particles);
  return true;
}

}  // namespace trackloom::acts_csv
