// A small barrel detector and events in it, for tests.
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <numbers>
#include <random>
#include <vector>

#include "event_data/detector.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "trackloom/run_context.hpp"

namespace toy {

inline constexpr int layers = 5;
inline constexpr int sectors = 24;  // modules around the beam
inline constexpr int rings = 4;     // along it
inline constexpr float half_length = 400;

inline float radius(int layer) {
  return 30.0F + 40.0F * static_cast<float>(layer);
}

inline std::uint32_t module_number(int layer, float phi, float z) {
  const float turn = (phi + std::numbers::pi_v<float>) / (2 * std::numbers::pi_v<float>);
  const int sector = std::min(static_cast<int>(turn * sectors), sectors - 1);
  const int ring = static_cast<int>((z + half_length) / (2 * half_length) * rings);
  return static_cast<std::uint32_t>((layer * sectors + sector) * rings + ring);
}

// `shift` moves the detector along z: another geometry.
inline std::shared_ptr<const trackloom::Detector> detector(float shift = 0) {
  std::vector<trackloom::Module> modules;
  for (int layer = 0; layer < layers; ++layer) {
    for (int i = 0; i < sectors * rings; ++i) {
      trackloom::Module module;
      module.volume_id = 8;
      module.layer_id = static_cast<std::uint32_t>(2 * layer + 2);
      module.module_id = static_cast<std::uint32_t>(i);
      const float turn = (static_cast<float>(i / rings) + 0.5F) / sectors;
      const float phi = 2 * std::numbers::pi_v<float> * turn - std::numbers::pi_v<float>;
      const float z =
          (static_cast<float>(i % rings) + 0.5F) / rings * 2 * half_length - half_length;
      module.center = {radius(layer) * std::cos(phi), radius(layer) * std::sin(phi), z + shift};
      module.rotation = {
          -std::sin(phi), 0, std::cos(phi), std::cos(phi), 0, std::sin(phi), 0, 1, 0};
      modules.push_back(module);
    }
  }
  return std::make_shared<const trackloom::Detector>(std::move(modules));
}

struct Event {
  trackloom::Hits hits;
  trackloom::Truth truth;
  trackloom::Particles particles;

  std::uint32_t add_particle(float px, float py, float pz, float vz = 0) {
    auto& p = particles;
    const std::uint32_t row = static_cast<std::uint32_t>(p.size());
    p.present = true;
    p.resize(row + 1, false);
    p.id[row] = row + 1;
    p.px[row] = px;
    p.py[row] = py;
    p.pz[row] = pz;
    p.vx[row] = p.vy[row] = 0;
    p.vz[row] = vz;
    return row;
  }
  std::uint32_t add_hit(std::uint32_t particle, float x, float y, float z, std::uint32_t module,
                        int layer) {
    const std::uint32_t row = static_cast<std::uint32_t>(hits.size());
    hits.resize(row + 1);
    hits.id[row] = row + 1;
    hits.x[row] = x;
    hits.y[row] = y;
    hits.z[row] = z;
    hits.module[row] = module;
    hits.layer[row] = static_cast<std::uint16_t>(layer);
    hits.fill_cylindrical();
    truth.present = true;
    truth.resize(row + 1);
    truth.particle[row] = particle;
    truth.particle_id[row] = particle == trackloom::no_particle ? 0 : particle + 1;
    truth.x[row] = x;
    truth.y[row] = y;
    truth.z[row] = z;
    return row;
  }
};

// Particles of 1 to 5 GeV from near the origin, one hit per layer while inside, smeared by up to
// 0.05 mm, and noise.
inline Event event(unsigned seed, int particles, int noise = 0) {
  std::mt19937 random(seed);
  const auto uniform = [&](float low, float high) {
    return low + (high - low) * static_cast<float>(random()) / 4294967296.0F;
  };
  Event result;
  for (int i = 0; i < particles; ++i) {
    const float phi = uniform(-3.1415F, 3.1415F), pt = uniform(1.01F, 5);
    const float cot = uniform(-1.5F, 1.5F), z0 = uniform(-50, 50);
    const float bend = (i % 2 ? 1.0F : -1.0F) * 0.0003F / pt;
    const auto row = result.add_particle(pt * std::cos(phi), pt * std::sin(phi), pt * cot, z0);
    for (int layer = 0; layer < layers; ++layer) {
      const float r = radius(layer), z = z0 + cot * r + uniform(-0.05F, 0.05F);
      if (std::abs(z) >= half_length) break;
      const float turned = phi + bend * r + uniform(-0.05F, 0.05F) / r;
      const float angle = std::remainder(turned, 2 * std::numbers::pi_v<float>);
      result.add_hit(row, r * std::cos(angle), r * std::sin(angle), z,
                     module_number(layer, angle, z), layer);
    }
  }
  for (int i = 0; i < noise; ++i) {
    const int layer = static_cast<int>(random() % layers);
    const float phi = uniform(-3.1415F, 3.1415F), z = uniform(-half_length, half_length);
    const float r = radius(layer);
    result.add_hit(trackloom::no_particle, r * std::cos(phi), r * std::sin(phi), z,
                   module_number(layer, phi, z), layer);
  }
  return result;
}

class CollectedSummary : public trackloom::Summary {
 public:
  void figure(const std::string&, double) override {}
  void table(trackloom::Table table) override { tables.push_back(std::move(table)); }
  void output(const std::filesystem::path& path) override { outputs.push_back(path); }
  std::vector<trackloom::Table> tables;
  std::vector<std::filesystem::path> outputs;
};

}  // namespace toy
