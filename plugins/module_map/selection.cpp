#include "module_map/selection.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace trackloom::module_map {

bool Selection::accepts(const Particles& particles, std::size_t particle, std::size_t hits) const {
  constexpr int electron = 11;  // PDG code
  if (!electrons && !particles.type.empty() && std::abs(particles.type[particle]) == electron) {
    return false;
  }
  return hits >= static_cast<std::size_t>(min_hits) && particles.pt(particle) >= min_pt &&
         std::abs(particles.eta(particle)) <= max_eta &&
         particles.production_radius(particle) <= max_production_radius;
}

const std::vector<HitTriplet>& TripletFinder::find(const Hits& hits, const Truth& truth,
                                                   const Particles& particles) {
  triplets_.clear();
  accepted_ = 0;
  ordered_.build(hits, truth, particles);
  for (std::size_t p = 0; p < ordered_.particles(); ++p) {
    const auto all = ordered_.hits(p);
    if (!selection_.accepts(particles, p, all.size())) continue;
    ++accepted_;
    track_.clear();
    modules_.clear();
    for (const std::uint32_t hit : all) {
      const std::uint32_t module = hits.module[hit];
      if (std::find(modules_.begin(), modules_.end(), module) != modules_.end()) continue;
      modules_.push_back(module);
      track_.push_back(hit);
    }
    sequence_ == Sequence::hits ? add_consecutive_hits() : add_consecutive_layers();
  }
  return triplets_;
}

void TripletFinder::add_consecutive_hits() {
  for (std::size_t i = 2; i < track_.size(); ++i) {
    triplets_.push_back({track_[i - 2], track_[i - 1], track_[i]});
  }
}

void TripletFinder::add_consecutive_layers() {
  const auto step = [&](std::size_t i) { return ordered_.step(track_[i]); };
  for (std::size_t i = 0; i < track_.size(); ++i) {
    for (std::size_t j = i + 1; j < track_.size() && step(j) <= step(i) + 1; ++j) {
      if (step(j) != step(i) + 1) continue;
      for (std::size_t k = j + 1; k < track_.size() && step(k) <= step(j) + 1; ++k) {
        if (step(k) == step(j) + 1) triplets_.push_back({track_[i], track_[j], track_[k]});
      }
    }
  }
}

}  // namespace trackloom::module_map
