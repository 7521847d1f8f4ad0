// How the ranges of a module triplet follow from what was seen in learning.
#pragma once

#include "module_map/learned_map.hpp"
#include "module_map/module_map.hpp"

namespace trackloom::module_map {

enum class RangeMode {
  minmax,  // [min, max], widened on both sides by tolerance * (max - min)
  rms,     // mean +- rms_factor * rms, but not outside the minmax range
  hybrid,  // rms for triplets seen at least hybrid_occurrence times, minmax for the others
  pooled   // mean +- rms_factor * s. Not of GNN4ITk: s^2 is the triplet's own variance averaged
           // with the one pooled over its layers, which counts as pool_weight observations, times
           // 1 + 1/n for the uncertainty of a mean of n. So a triplet seen once has useful ranges.
};

struct RangeOptions {
  RangeMode mode = RangeMode::pooled;
  float tolerance = 0.1F;
  float rms_factor = 3;
  int hybrid_occurrence = 20;
  float pool_weight = 3;
};

// `scatter`: LearnedMap::scatter_of(record).
TripletWindow window_of(const TripletRecord& record, const Scatter& scatter,
                        const RangeOptions& options);

// The whole map with its ranges.
ModuleMap make_module_map(const LearnedMap& learned, const RangeOptions& options);

}  // namespace trackloom::module_map
