// The one definition of a true edge, used by maps, labels and the evaluation.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "event_data/hits.hpp"
#include "event_data/truth.hpp"

namespace trackloom {

// The hits of every particle in order from its production vertex, with the layer step of each.
//
// Order: by the true crossing's distance from the particle's vertex (ties: row of Hits). Step: 0
// for the hits on the first layer, one more each time the layer changes, so that two hits of a
// module overlap share a step. A true edge joins a hit of step k to one of step k + 1 of the same
// particle, all combinations; this is algorithms.md section 2, "True edge".
class ParticleHits {
 public:
  // Reuses its memory. Particles without a row in Particles (and noise) have no hits here.
  void build(const Hits& hits, const Truth& truth, const Particles& particles);

  std::size_t particles() const noexcept { return first_.empty() ? 0 : first_.size() - 1; }
  // Rows of Hits of particle p, in order.
  std::span<const std::uint32_t> hits(std::size_t p) const noexcept {
    return {order_.data() + first_[p], order_.data() + first_[p + 1]};
  }
  // Step of a hit (by row of Hits); meaningless for hits without a particle.
  std::uint16_t step(std::uint32_t hit) const noexcept { return step_[hit]; }

  // True if (a, b) is a true edge, in this direction.
  bool is_true_edge(const Truth& truth, std::uint32_t a, std::uint32_t b) const noexcept {
    return truth.particle[a] != no_particle && truth.particle[a] == truth.particle[b] &&
           step_[b] == step_[a] + 1;
  }

  // Calls f(a, b) for every true edge of particle p.
  template <class F>
  void for_each_true_edge(std::size_t p, F&& f) const {
    const auto list = hits(p);
    for (std::size_t i = 0; i < list.size(); ++i) {
      for (std::size_t j = i + 1; j < list.size() && step_[list[j]] <= step_[list[i]] + 1; ++j) {
        if (step_[list[j]] == step_[list[i]] + 1) f(list[i], list[j]);
      }
    }
  }

 private:
  std::vector<std::uint32_t> first_;
  std::vector<std::uint32_t> order_;
  std::vector<std::uint16_t> step_;
  std::vector<float> distance_;
};

// The TrackML weight of an edge: the mean of its two hits' (ExaTrkX section 5.1).
inline double trackml_weight(const Truth& truth, std::uint32_t a, std::uint32_t b) noexcept {
  return 0.5 * (truth.weight[a] + truth.weight[b]);
}

// Its mean over the true edges of the particles p with take(p); 0 if there is none. An edge's
// weight over this mean is its weight "normalised to mean 1".
template <class F>
double mean_trackml_weight(const ParticleHits& hits, const Truth& truth, F&& take) {
  double sum = 0, count = 0;
  for (std::size_t p = 0; p < hits.particles(); ++p) {
    if (!take(p)) continue;
    hits.for_each_true_edge(p, [&](std::uint32_t a, std::uint32_t b) {
      sum += trackml_weight(truth, a, b);
      ++count;
    });
  }
  return count > 0 ? sum / count : 0;
}

}  // namespace trackloom
