#include "module_map/learn.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "module_map/learned_map.hpp"

namespace trackloom::module_map {
namespace {

Selection selection_of(const Learn::Config& config) {
  return {config.min_pt, config.max_eta, config.max_production_radius, config.min_hits,
          config.electrons};
}

Point point_of(const Hits& hits, std::uint32_t i) {
  return {hits.x[i], hits.y[i],   hits.z[i],
          hits.r[i], hits.phi[i], pseudorapidity(hits.z[i], hits.r[i])};
}

std::string share(std::size_t part, std::size_t whole) {
  char text[16];
  std::snprintf(text, sizeof text, "%.5f",
                whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole));
  return text;
}

}  // namespace

void Learn::describe(StageDescription<Config>& stage) {
  stage.doc("Learns a module map (which triplets of modules particles cross, and how) from truth.");
  stage.param("path", &Config::path).required().output_path().doc("file to write");
  stage.param("sequence", &Config::sequence)
      .one_of({"hits", "layers"})
      .doc(
          "hits: consecutive hits of a particle, as published; layers: all combinations of hits on "
          "consecutive distinct layers, so that doublets are what counts as a true edge");
  stage.param("min_pt", &Config::min_pt).unit("GeV").at_least(0).doc("of particles to learn from");
  stage.param("max_eta", &Config::max_eta).at_least(0).doc("|eta| of particles to learn from");
  stage.param("max_production_radius", &Config::max_production_radius)
      .unit("mm")
      .at_least(0)
      .doc("of particles to learn from");
  stage.param("min_hits", &Config::min_hits).at_least(3).doc("hits a particle must have");
  stage.param("electrons", &Config::electrons)
      .doc("learn from electrons too; without effect where the data do not give the particle type");
  stage.param("min_occurrence", &Config::min_occurrence)
      .at_least(1)
      .doc("drop module triplets that were seen less often");
}

Learn::Learn(const Config& config)
    : config_(config),
      finder_(selection_of(config), config.sequence == "hits" ? Sequence::hits : Sequence::layers) {
  coverage_.name = "module_map_coverage";
  coverage_.title = "Share of each event's doublets and triplets that the map knew before it";
  coverage_.columns = {"events",         "module_triplets", "module_doublets",
                       "event_triplets", "doublets_known",  "triplets_known"};
  coverage_.print = false;
}

void Learn::begin(RunContext& context) {
  context_ = &context;
}

void Learn::operator()(const Hits& hits, const Truth& truth, const Particles& particles,
                       const DetectorRef& detector) {
  if (!truth.present || !particles.present) {
    throw std::runtime_error("a module map is learned from truth, and the event has no " +
                             std::string(truth.present ? "particles" : "truth"));
  }
  if (!detector_) detector_ = detector.detector;
  if (detector_->fingerprint() != detector->fingerprint()) {
    throw std::runtime_error("the event's detector is not that of the events before");
  }
  const auto& triplets = finder_.find(hits, truth, particles);
  const auto modules = [&](const HitTriplet& t) -> std::array<std::uint32_t, 3> {
    return {hits.module[t.inner], hits.module[t.middle], hits.module[t.outer]};
  };
  std::size_t known_doublets = 0, known_triplets = 0;
  for (const HitTriplet& triplet : triplets) {
    const auto key = modules(triplet);
    known_doublets += table_.has_doublet(key[0], key[1]);
    known_triplets += table_.has_triplet(key);
  }
  for (const HitTriplet& triplet : triplets) {
    const Quantities values =
        module_map::triplet(point_of(hits, triplet.inner), point_of(hits, triplet.middle),
                            point_of(hits, triplet.outer));
    if (!table_.add(modules(triplet), values)) ++undefined_;
  }
  ++events_;
  particles_ += finder_.particles();
  triplets_seen_ += triplets.size();
  add_row(known_doublets, known_triplets, triplets.size());
}

void Learn::add_row(std::size_t known_doublets, std::size_t known_triplets, std::size_t triplets) {
  coverage_.rows.push_back({std::to_string(events_), std::to_string(table_.triplets()),
                            std::to_string(table_.doublets()), std::to_string(triplets),
                            share(known_doublets, triplets), share(known_triplets, triplets)});
  if (context_ != nullptr) {
    context_->status(std::to_string(table_.triplets()) + " module triplets, " +
                     share(known_triplets, triplets) + " of the event known");
  }
}

std::string Learn::metadata() const {
  const nlohmann::json json = {{"events", events_},
                               {"particles", particles_},
                               {"triplets_seen", triplets_seen_},
                               {"triplets_undefined", undefined_},
                               {"module_triplets_seen", table_.triplets()},
                               {"module_doublets_seen", table_.doublets()},
                               {"sequence", config_.sequence},
                               {"min_pt_gev", config_.min_pt},
                               {"max_eta", config_.max_eta},
                               {"max_production_radius_mm", config_.max_production_radius},
                               {"min_hits", config_.min_hits},
                               {"electrons", config_.electrons},
                               {"min_occurrence", config_.min_occurrence},
                               {"slope_xy_sign", "(y2-y1)/(x2-x1) - (y3-y2)/(x3-x2)"}};
  return json.dump(2);
}

void Learn::finish(Summary& summary) {
  LearnedMap map;
  if (detector_) {
    map = make_learned_map(table_, *detector_, static_cast<std::uint32_t>(config_.min_occurrence));
  }
  if (map.triplets.empty()) {
    throw std::runtime_error("module map " + config_.path + ": nothing was learned from " +
                             std::to_string(events_) +
                             " events; check min_pt, max_eta and min_occurrence");
  }
  map.metadata = metadata();
  write_map(map, config_.path);
  summary.figure("events", static_cast<double>(events_));
  summary.figure("module_triplets", static_cast<double>(map.triplets.size()));
  summary.figure("module_doublets", static_cast<double>(table_.doublets()));
  summary.output(config_.path);
  summary.table(std::move(coverage_));
}

}  // namespace trackloom::module_map
