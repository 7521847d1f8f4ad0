// The sink that learns a module map from truth.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "event_data/detector.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "module_map/selection.hpp"
#include "module_map/triplet_table.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::module_map {

// Streams: keeps one record per distinct module triplet and one table row per event. Writes the map
// in finish(), whole or not at all, and the table module_map_coverage: how much of an event was in
// the map before the event was added to it.
class Learn {
 public:
  struct Config {
    std::string path;
    std::string sequence = "layers";
    float min_pt = 1;
    float max_eta = 4;
    float max_production_radius = 260;
    int min_hits = 3;
    bool electrons = false;
    int min_occurrence = 1;
  };
  static void describe(StageDescription<Config>& stage);

  explicit Learn(const Config& config);
  void begin(RunContext& context);
  void operator()(const Hits& hits, const Truth& truth, const Particles& particles,
                  const DetectorRef& detector);
  // Throws std::runtime_error when there is nothing to write.
  void finish(Summary& summary);

 private:
  void add_row(std::size_t known_doublets, std::size_t known_triplets, std::size_t triplets);
  std::string metadata() const;

  Config config_;
  TripletFinder finder_;
  TripletTable table_;
  Table coverage_;
  std::shared_ptr<const Detector> detector_;
  RunContext* context_ = nullptr;
  std::uint64_t events_ = 0, particles_ = 0, triplets_seen_ = 0, undefined_ = 0;
};

}  // namespace trackloom::module_map
