#include "event_data/true_edges.hpp"

#include <algorithm>

namespace trackloom {

void ParticleHits::build(const Hits& hits, const Truth& truth, const Particles& particles) {
  const std::size_t count = truth.size();
  first_.assign(particles.size() + 1, 0);
  distance_.resize(count);
  step_.assign(count, 0);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t p = truth.particle[i];
    if (p == no_particle) continue;
    ++first_[p + 1];
    const float dx = truth.x[i] - particles.vx[p];
    const float dy = truth.y[i] - particles.vy[p];
    const float dz = truth.z[i] - particles.vz[p];
    distance_[i] = dx * dx + dy * dy + dz * dz;
  }
  for (std::size_t p = 0; p < particles.size(); ++p) first_[p + 1] += first_[p];
  order_.resize(first_.back());
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (truth.particle[i] != no_particle) order_[next[truth.particle[i]]++] = i;
  }
  for (std::size_t p = 0; p < particles.size(); ++p) {
    const auto begin = order_.begin() + first_[p];
    const auto end = order_.begin() + first_[p + 1];
    // stable: hits at equal distance keep the order of their rows
    std::stable_sort(begin, end, [&](auto a, auto b) { return distance_[a] < distance_[b]; });
    std::uint16_t step = 0;
    for (auto hit = begin; hit != end; ++hit) {
      if (hit != begin && hits.layer[*hit] != hits.layer[*(hit - 1)]) ++step;
      step_[*hit] = step;
    }
  }
}

}  // namespace trackloom
