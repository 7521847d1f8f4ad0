#include "module_map/build_graph.hpp"

#include <cinttypes>
#include <cstdio>
#include <stdexcept>

#include "module_map/ranges.hpp"
#include "trackloom/error.hpp"

namespace trackloom::module_map {
namespace {

RangeOptions options_of(const BuildGraph::Config& config) {
  RangeOptions options;
  options.mode = config.ranges == "minmax"   ? RangeMode::minmax
                 : config.ranges == "rms"    ? RangeMode::rms
                 : config.ranges == "hybrid" ? RangeMode::hybrid
                                             : RangeMode::pooled;
  options.tolerance = config.tolerance;
  options.rms_factor = config.rms_factor;
  options.hybrid_occurrence = config.hybrid_occurrence;
  options.pool_weight = config.pool_weight;
  return options;
}

std::string hex(std::uint64_t value) {
  char text[19];
  std::snprintf(text, sizeof text, "0x%016" PRIx64, value);
  return text;
}

}  // namespace

void BuildGraph::describe(StageDescription<Config>& stage) {
  stage.doc("Graph of hits by module map (GNN4ITk): doublets, then triplets of modules.");
  stage.param("map", &Config::map).required().input_file().doc("made by module_map.learn");
  stage.param("ranges", &Config::ranges)
      .one_of({"minmax", "rms", "hybrid", "pooled"})
      .doc(
          "minmax: what was seen, widened by the tolerance; rms: mean +- rms_factor * rms inside "
          "that; hybrid: rms for frequent module triplets, minmax for the others; pooled: mean +- "
          "rms_factor * an rms averaged with that of all triplets of the same layers");
  stage.param("tolerance", &Config::tolerance)
      .range(0, 100)
      .doc("by which minmax ranges grow on each side, relative to their width");
  stage.param("rms_factor", &Config::rms_factor).range(0, 1000).doc("half width in rms");
  stage.param("hybrid_occurrence", &Config::hybrid_occurrence)
      .at_least(1)
      .doc("module triplets seen at least this often use rms ranges in hybrid mode");
  stage.param("pool_weight", &Config::pool_weight)
      .range(0, 1e6)
      .doc("how many observations the layers' rms counts for in pooled mode");
  stage.param("max_doublets", &Config::max_doublets)
      .range(0, 1e9)
      .doc("an event with more, before triplets, fails");
  stage.param("max_edges", &Config::max_edges).range(0, 1e9).doc("an event with more fails");
}

BuildGraph::BuildGraph(const Config& config) : config_(config) {
  try {
    const LearnedMap learned = read_map(config.map);
    geometry_ = learned.geometry;
    azimuths_ = learned.module_azimuth;
    map_ = make_module_map(learned, options_of(config));
  } catch (const std::runtime_error& error) {
    throw ConfigError(error.what(), "map");
  }
}

void BuildGraph::operator()(const Hits& hits, const DetectorRef& detector, HitGraph& graph) const {
  if (detector->fingerprint() != geometry_) {
    throw std::runtime_error("module map " + config_.map + " was learned for geometry " +
                             hex(geometry_) + ", the event comes from geometry " +
                             hex(detector->fingerprint()) + "; learn a map for this detector");
  }
  std::unique_ptr<EdgeSearch> search = borrow();
  search->find(map_, azimuths_, hits, static_cast<std::size_t>(config_.max_doublets));
  search->make_graph(hits, graph);
  give_back(std::move(search));
  if (graph.edges() > static_cast<std::size_t>(config_.max_edges)) {
    throw std::runtime_error(
        "module map: " + std::to_string(graph.edges()) + " edges are more than max_edges = " +
        std::to_string(config_.max_edges) + "; raise it, or use narrower ranges");
  }
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
