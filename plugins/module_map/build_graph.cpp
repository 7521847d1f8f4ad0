#include "module_map/build_graph.hpp"

#include <cinttypes>
#include <cstdio>
#include <stdexcept>

#include "module_map/ranges.hpp"
#include "trackloom/error.hpp"

namespace trackloom::module_map {
namespace {

std::string hex(std::uint64_t value) {
  char text[19];
  std::snprintf(text, sizeof text, "0x%016" PRIx64, value);
  return text;
}

}  // namespace

void BuildGraph::describe(StageDescription<Config>& stage) {
  stage.doc("Graph of hits by module map (GNN4ITk): doublets, then triplets of modules.");
  describe_parameters(stage);
}

BuildGraph::BuildGraph(const Config& config) : config_(config) {
  try {
    const LearnedMap learned = read_map(config.map);
    geometry_ = learned.geometry;
    azimuths_ = learned.module_azimuth;
    map_ = make_module_map(learned, range_options(config));
  } catch (const std::runtime_error& error) {
    throw ConfigError(error.what(), "map");
  }
}

void BuildGraph::check_geometry(const Detector& detector) const {
  if (detector.fingerprint() == geometry_) return;
  throw std::runtime_error("module map " + config_.map + " was learned for geometry " +
                           hex(geometry_) + ", the event comes from geometry " +
                           hex(detector.fingerprint()) + "; learn a map for this detector");
}

void BuildGraph::operator()(const Hits& hits, const DetectorRef& detector, HitGraph& graph) const {
  check_geometry(*detector);
  std::unique_ptr<EdgeSearch> search = borrow();
  search->find(map_, azimuths_, hits, static_cast<std::size_t>(config_.max_doublets));
  search->make_graph(hits, graph);
  give_back(std::move(search));
  check_edges(graph.edges(), static_cast<std::size_t>(config_.max_edges));
}

std::unique_ptr<EdgeSearch> BuildGraph::borrow() const {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::make_unique<EdgeSearch>();
  auto search = std::move(idle_.back());
  idle_.pop_back();
  return search;
}

void BuildGraph::give_back(std::unique_ptr<EdgeSearch> search) const {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(search));
}

}  // namespace trackloom::module_map
