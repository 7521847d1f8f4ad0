// How a module map is applied, as a pipeline says it: the same on the CPU and on a device.
#pragma once

#include <string>

#include "module_map/ranges.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::module_map {

struct Parameters {
  std::string map;
  std::string ranges = "pooled";
  float tolerance = 0.1F;
  float rms_factor = 3;
  int hybrid_occurrence = 20;
  float pool_weight = 3;
  int max_doublets = 8'000'000;
  int max_edges = 2'000'000;
};

inline RangeOptions range_options(const Parameters& parameters) {
  RangeOptions options;
  options.mode = parameters.ranges == "minmax"   ? RangeMode::minmax
                 : parameters.ranges == "rms"    ? RangeMode::rms
                 : parameters.ranges == "hybrid" ? RangeMode::hybrid
                                                 : RangeMode::pooled;
  options.tolerance = parameters.tolerance;
  options.rms_factor = parameters.rms_factor;
  options.hybrid_occurrence = parameters.hybrid_occurrence;
  options.pool_weight = parameters.pool_weight;
  return options;
}

// `Config` is Parameters or derives from it.
template <class Config>
void describe_parameters(StageDescription<Config>& stage) {
  const auto of = []<class T>(T Parameters::*member) { return static_cast<T Config::*>(member); };
  stage.param("map", of(&Parameters::map)).required().input_file().doc("made by module_map.learn");
  stage.param("ranges", of(&Parameters::ranges))
      .one_of({"minmax", "rms", "hybrid", "pooled"})
      .doc(
          "minmax: what was seen, widened by the tolerance; rms: mean +- rms_factor * rms inside "
          "that; hybrid: rms for frequent module triplets, minmax for the others; pooled: mean +- "
          "rms_factor * an rms averaged with that of all triplets of the same layers");
  stage.param("tolerance", of(&Parameters::tolerance))
      .range(0, 100)
      .doc("by which minmax ranges grow on each side, relative to their width");
  stage.param("rms_factor", of(&Parameters::rms_factor)).range(0, 1000).doc("half width in rms");
  stage.param("hybrid_occurrence", of(&Parameters::hybrid_occurrence))
      .at_least(1)
      .doc("module triplets seen at least this often use rms ranges in hybrid mode");
  stage.param("pool_weight", of(&Parameters::pool_weight))
      .range(0, 1e6)
      .doc("how many observations the layers' rms counts for in pooled mode");
  stage.param("max_doublets", of(&Parameters::max_doublets))
      .range(0, 1e9)
      .doc("an event with more, before triplets, fails");
  stage.param("max_edges", of(&Parameters::max_edges))
      .range(0, 1e9)
      .doc("an event with more fails");
}

}  // namespace trackloom::module_map
