#include "module_map/learned_map.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "module_map/hits_by_module.hpp"

namespace trackloom::module_map {
namespace {

constexpr std::size_t slope_xy_change = all_quantities - 1;

LayerTriplet layers_of(const LearnedMap& map, const TripletRecord& triplet) {
  return {map.module_layer[triplet.modules[0]], map.module_layer[triplet.modules[1]],
          map.module_layer[triplet.modules[2]]};
}

// Collects the deviations of module triplets, each with its degrees of freedom as weight.
class Pool {
 public:
  void add(const TripletRecord& triplet, float middle_azimuth) {
    if (triplet.count < 2) return;
    const auto freedom = static_cast<float>(triplet.count - 1);
    weights_.push_back(freedom);
    for (std::size_t q = 0; q < all_quantities; ++q) {
      const float factor = scatter_factor(q, middle_azimuth);
      deviations_[q].push_back(std::sqrt(triplet.squares[q] / freedom) * factor);
    }
  }
  bool empty() const { return weights_.empty(); }
  // The weighted median. A mean of squares would be that of the few triplets that secondaries
  // blow up, often a multiple of what the others have.
  Scatter scatter() const {
    Scatter result{};
    std::vector<std::uint32_t> order(weights_.size());
    const double half = std::accumulate(weights_.begin(), weights_.end(), 0.0) / 2;
    for (std::size_t q = 0; q < all_quantities && !empty(); ++q) {
      std::iota(order.begin(), order.end(), 0U);
      std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return deviations_[q][a] < deviations_[q][b];
      });
      double below = 0;
      std::size_t i = 0;
      while ((below += weights_[order[i]]) < half) ++i;
      result[q] = deviations_[q][order[i]];
    }
    return result;
  }

 private:
  std::vector<float> weights_;
  std::array<std::vector<float>, all_quantities> deviations_;
};

}  // namespace

float scatter_factor(std::size_t quantity, float middle_azimuth) {
  if (quantity != slope_xy_change) return 1;
  constexpr float smallest = 1e-4F;  // 0.6 degrees from the y axis, where the slope is useless
  const float cosine = std::cos(middle_azimuth);
  return std::max(cosine * cosine, smallest);
}

Scatter LearnedMap::scatter_of(const TripletRecord& triplet) const {
  const auto found = pool.find(layers_of(*this, triplet));
  Scatter scatter = found == pool.end() ? overall : found->second;
  for (std::size_t q = 0; q < all_quantities; ++q) {
    scatter[q] /= scatter_factor(q, module_azimuth[triplet.modules[1]]);
  }
  return scatter;
}

LearnedMap make_learned_map(const TripletTable& table, const Detector& detector,
                            std::uint32_t min_occurrence) {
  LearnedMap map;
  map.geometry = detector.fingerprint();
  map.module_azimuth = module_azimuths(detector);
  for (std::uint32_t m = 0; m < detector.modules().size(); ++m) {
    map.module_layer.push_back(detector.layer_of(m));
  }
  map.triplets = table.sorted(1);
  std::map<LayerTriplet, Pool> pools;
  Pool overall;
  for (const TripletRecord& triplet : map.triplets) {
    const float azimuth = map.module_azimuth[triplet.modules[1]];
    overall.add(triplet, azimuth);
    pools[layers_of(map, triplet)].add(triplet, azimuth);
  }
  for (const auto& [layers, pool] : pools) {
    if (!pool.empty()) map.pool.emplace(layers, pool.scatter());
  }
  map.overall = overall.scatter();
  std::erase_if(map.triplets, [&](const TripletRecord& t) { return t.count < min_occurrence; });
  return map;
}

}  // namespace trackloom::module_map
