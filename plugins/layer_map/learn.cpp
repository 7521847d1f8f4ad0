#include "layer_map/learn.hpp"

#include <nlohmann/json.hpp>

namespace trackloom::layer_map {

void Learn::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Learns a layer map from simulated events, kept in memory until the last one; 5 to 10 events "
      "of pile-up 200 saturate it. With tracks to exclude: a map for the hits that they leave.");
  stage.inputs({"hits", "truth", "particles", "detector", "exclude"});
  stage.param("path", &Config::path).output_path().doc("the map file to write");
  stage.param("note", &Config::note).doc("how the events were made; goes into the file's metadata");
  stage.param("min_hits", &Config::min_hits)
      .at_least(2)
      .doc("particles with fewer hits teach nothing");
  stage.param("pair_coverage", &Config::pair_coverage)
      .range(0, 1)
      .doc("share of all true edges that the kept pairs of layers hold");
  stage.param("triple_coverage", &Config::triple_coverage)
      .range(0, 1)
      .doc("share of all true triplets that the kept triples of layers hold");
  stage.param("window_quantile", &Config::window_quantile)
      .range(0.5, 1)
      .doc("share of true edges inside a window, per quantity");
  stage.param("max_z0", &Config::max_z0).unit("mm").at_least(0).doc("cap on the z0 windows");
  stage.param("max_slope", &Config::max_slope)
      .unit("rad/mm")
      .range(1e-6, 1)
      .doc("cap on the windows of |dphi / dr|, and the end of the map's slope axis");
  stage.param("inward", &Config::inward)
      .doc(
          "true edges of which the outer hit comes first count, too: particles from far vertices "
          "and low-momentum ones also fly inward");
  stage.param("candidates_per_hit", &Config::candidates_per_hit)
      .at_least(0.1)
      .doc("how many doublets the doublet cut leaves for the triplet test");
}

Learn::Learn(const Config& config)
    : config_(config),
      learner_({.min_hits = config.min_hits,
                .pair_coverage = config.pair_coverage,
                .window_quantile = config.window_quantile,
                .max_z0 = config.max_z0,
                .max_slope = config.max_slope,
                .inward = config.inward,
                .candidates_per_hit = config.candidates_per_hit,
                .triple_coverage = config.triple_coverage}) {}

void Learn::operator()(const EventInfo& info, const Hits& hits, const Truth& truth,
                       const Particles& particles, const DetectorRef& detector,
                       const TrackCandidates* exclude) {
  learner_.add(hits, truth, particles, detector, exclude);
  if (learner_.events() == 1) first_id_ = info.id;
  last_id_ = info.id;
}

void Learn::finish(Summary& summary) {
  LayerMap map = learner_.learn();
  map.metadata = nlohmann::json{{"events", learner_.events()},
                                {"first_event", first_id_},
                                {"last_event", last_id_},
                                {"note", config_.note},
                                {"min_hits", config_.min_hits},
                                {"pair_coverage", config_.pair_coverage},
                                {"triple_coverage", config_.triple_coverage},
                                {"window_quantile", config_.window_quantile},
                                {"max_z0_mm", config_.max_z0},
                                {"max_slope", config_.max_slope},
                                {"inward", config_.inward},
                                {"candidates_per_hit", config_.candidates_per_hit}}
                     .dump();
  map.write(config_.path);
  summary.figure("pairs", static_cast<double>(map.pairs.size()));
  summary.figure("triples", static_cast<double>(map.triples()));
  summary.figure("doublet_cut", map.doublet_cut);
  summary.output(config_.path);
}

}  // namespace trackloom::layer_map
