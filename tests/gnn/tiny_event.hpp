// A small event with truth: straight tracks from the origin through six cylinders, and noise.
#pragma once

#include <cmath>
#include <random>

#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"

namespace trackloom::gnn::test {

struct TinyEvent {
  Hits hits;
  Truth truth;
  Particles particles;
  HitGraph graph;
};

// Hits lie on cylinders of 50, 100, ... mm, layer by layer; edges join neighbouring layers within
// 0.15 rad, about 1 in 5 of them true. Half of the particles have pT 1 GeV, half 0.05 GeV.
inline TinyEvent tiny_event(unsigned seed, std::uint32_t particle_count = 40,
                            std::uint32_t noise_per_layer = 30) {
  TinyEvent event;
  std::mt19937 random(seed);
  const auto uniform = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(random()) / 4294967296.0;
  };
  Particles& particles = event.particles;
  particles.present = true;
  particles.resize(particle_count, false);
  std::vector<double> phi, slope;
  for (std::uint32_t p = 0; p < particle_count; ++p) {
    phi.push_back(uniform(-3.1, 3.1));
    slope.push_back(uniform(-1.5, 1.5));
    const double pt = p % 2 == 0 ? 1.0 : 0.05;
    particles.id[p] = p + 1;
    particles.vx[p] = particles.vy[p] = particles.vz[p] = 0;
    particles.px[p] = static_cast<float>(pt * std::cos(phi[p]));
    particles.py[p] = static_cast<float>(pt * std::sin(phi[p]));
    particles.pz[p] = static_cast<float>(pt * slope[p]);
    particles.charge[p] = 1;
    particles.hits[p] = 6;
  }
  const std::uint32_t per_layer = particle_count + noise_per_layer;
  const std::uint32_t count = 6 * per_layer;
  event.hits.resize(count);
  event.truth.present = true;
  event.truth.resize(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t layer = i / per_layer;
    const std::uint32_t p = i % per_layer;
    const bool noise = p >= particle_count;
    const double r = 50.0 * (layer + 1);
    const double angle = noise ? uniform(-3.1, 3.1) : phi[p] + uniform(-0.003, 0.003);
    const double z = noise ? uniform(-1.5, 1.5) * r : slope[p] * r + uniform(-0.5, 0.5);
    event.hits.id[i] = i + 1;
    event.hits.x[i] = event.truth.x[i] = static_cast<float>(r * std::cos(angle));
    event.hits.y[i] = event.truth.y[i] = static_cast<float>(r * std::sin(angle));
    event.hits.z[i] = event.truth.z[i] = static_cast<float>(z);
    event.hits.module[i] = layer;
    event.hits.layer[i] = static_cast<std::uint16_t>(layer);
    event.truth.particle[i] = noise ? no_particle : p;
    event.truth.particle_id[i] = noise ? 0 : p + 1;
  }
  event.hits.fill_cylindrical();
  HitGraph& graph = event.graph;
  graph.nodes = count;
  for (std::uint32_t a = 0; a + per_layer < count; ++a) {
    const std::uint32_t next = (a / per_layer + 1) * per_layer;
    for (std::uint32_t b = next; b < next + per_layer; ++b) {
      if (std::abs(event.hits.phi[a] - event.hits.phi[b]) > 0.15F) continue;
      graph.source.push_back(a);
      graph.target.push_back(b);
    }
  }
  graph.index();
  return event;
}

}  // namespace trackloom::gnn::test
