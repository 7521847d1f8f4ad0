#include "event_data/trackml_weights.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

namespace trackloom {
namespace {

constexpr std::size_t least_hits = 4, most_hits = 20;

// The weight of hit i of n hits, before normalising to one per track.
double order_weight(std::size_t i, std::size_t n) {
  constexpr std::array<double, 9> profile = {10, 8, 6, 5, 3, 3, 3, 5, 6};
  const double at = static_cast<double>(i) / static_cast<double>(n - 1) * (profile.size() - 1);
  const std::size_t low = std::min(static_cast<std::size_t>(at), profile.size() - 2);
  const double part = at - static_cast<double>(low);
  return profile[low] + part * (profile[low + 1] - profile[low]);
}

double pt_weight(double pt) {
  if (pt < 0.05) return 0;
  return std::clamp(0.2 + 0.8 * (pt - 0.5) / 2.5, 0.2, 1.0);
}

}  // namespace

void fill_trackml_weights(const Particles& particles, Truth& truth) {
  std::fill(truth.weight.begin(), truth.weight.end(), 0.0);
  std::vector<std::vector<std::uint32_t>> hits_of(particles.size());
  for (std::uint32_t hit = 0; hit < truth.size(); ++hit) {
    if (truth.particle[hit] != no_particle) hits_of[truth.particle[hit]].push_back(hit);
  }
  for (std::size_t p = 0; p < hits_of.size(); ++p) {
    std::vector<std::uint32_t>& hits = hits_of[p];
    if (hits.size() < least_hits) continue;
    std::stable_sort(hits.begin(), hits.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::abs(truth.z[a] - particles.vz[p]) < std::abs(truth.z[b] - particles.vz[p]);
    });
    const std::size_t n = std::min(hits.size(), most_hits);
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += order_weight(i, n);
    const double of_particle = pt_weight(particles.pt(p)) / sum;
    for (std::size_t i = 0; i < n; ++i) truth.weight[hits[i]] = order_weight(i, n) * of_particle;
  }
  const double total = std::accumulate(truth.weight.begin(), truth.weight.end(), 0.0);
  if (total <= 0) return;
  for (double& weight : truth.weight) weight /= total;
}

}  // namespace trackloom
