// A small detector and an event in it.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "event_data/detector.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "trackloom/event.hpp"

namespace trackloom::studies {

// `count` modules each in the layers 8/2, 8/4 and 9/2: squares of 10 mm, 50 um cells, u along y, v
// along z, at x = 30, 60, 90 mm and z apart.
inline DetectorRef toy_detector(std::uint32_t count = 4) {
  std::vector<Module> modules;
  float x = 30;
  using VolumeLayer = std::pair<std::uint32_t, std::uint32_t>;
  for (const auto& [volume, layer] : {VolumeLayer{8, 2}, VolumeLayer{8, 4}, VolumeLayer{9, 2}}) {
    for (std::uint32_t i = 0; i < count; ++i) {
      Module m;
      m.volume_id = volume;
      m.layer_id = layer;
      m.module_id = i + 1;
      m.center = {x, 0, 20.0F * static_cast<float>(i)};
      m.rotation = {0, 0, 1, 1, 0, 0, 0, 1, 0};
      m.thickness = 0.15F;
      m.min_half_u = m.max_half_u = m.half_v = 5;
      m.pitch_u = m.pitch_v = 0.05F;
      modules.push_back(m);
    }
    x += 30;
  }
  return {std::make_shared<const Detector>(std::move(modules))};
}

struct ToyEvent {
  EventInfo info;
  DetectorRef detector;
  Hits hits;
  Cells cells;
  Truth truth;
  Particles particles;
};

// `signal` hits of 10 particles, particle p of collision p / 2 + 1, then `noise` hits; hit h has
// id 2 h + 5, module h modulo their number, h modulo 3 cells of value h, weight h of a sum of 1.
inline ToyEvent toy_event(std::size_t signal, std::size_t noise, std::uint32_t modules = 4) {
  ToyEvent event;
  event.info.id = 7;
  event.detector = toy_detector(modules);
  event.particles.present = true;
  event.particles.resize(10, true);
  for (std::size_t p = 0; p < 10; ++p) {
    event.particles.id[p] = (p / 2 + 1) << 52U | p << 36U;
    event.particles.px[p] = static_cast<float>(p);
    event.particles.type[p] = static_cast<std::int32_t>(p);
  }
  const std::size_t count = signal + noise;
  event.hits.resize(count);
  event.truth.resize(count);
  event.truth.present = event.cells.present = true;
  event.cells.first = {0};
  const double sum = static_cast<double>(signal * (signal - 1)) / 2;
  for (std::size_t h = 0; h < count; ++h) {
    const auto number = static_cast<float>(h);
    event.hits.id[h] = 2 * h + 5;
    event.hits.module[h] = static_cast<std::uint32_t>(h % event.detector->modules().size());
    event.hits.layer[h] = event.detector->layer_of(event.hits.module[h]);
    event.hits.x[h] = event.detector->modules()[event.hits.module[h]].center[0];
    event.hits.y[h] = number;
    for (std::size_t c = 0; c < h % 3; ++c) {
      event.cells.ch0.push_back(static_cast<std::int32_t>(h));
      event.cells.ch1.push_back(static_cast<std::int32_t>(c));
      event.cells.value.push_back(number);
    }
    event.cells.first.push_back(static_cast<std::uint32_t>(event.cells.value.size()));
    const bool real = h < signal;
    event.truth.particle[h] = real ? static_cast<std::uint32_t>(h % 10) : no_particle;
    event.truth.particle_id[h] = real ? event.particles.id[h % 10] : 0;
    event.truth.x[h] = number;
    event.truth.weight[h] = real ? static_cast<double>(h) / sum : 0;
  }
  event.hits.fill_cylindrical();
  return event;
}

}  // namespace trackloom::studies
