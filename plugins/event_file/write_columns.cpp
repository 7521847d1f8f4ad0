#include <vector>

#include "event_file/event_columns.hpp"

namespace trackloom::event_file {
namespace {

template <class T, class Get>
void add_of_modules(BlockBuilder& block, const char* name, const std::vector<Module>& modules,
                    Get get) {
  std::vector<T> values;
  for (const Module& module : modules) {
    for (const T value : get(module)) values.push_back(value);
  }
  block.add(name, values);
}

}  // namespace

void add_hits(BlockBuilder& block, const Hits& hits) {
  block.add("hits.id", hits.id);
  block.add("hits.x", hits.x);
  block.add("hits.y", hits.y);
  block.add("hits.z", hits.z);
  block.add("hits.r", hits.r);
  block.add("hits.phi", hits.phi);
  block.add("hits.module", hits.module);
}

void add_cells(BlockBuilder& block, const Cells& cells) {
  if (!cells.present) return;
  block.add("cells.first", cells.first);
  block.add("cells.ch0", cells.ch0);
  block.add("cells.ch1", cells.ch1);
  block.add("cells.value", cells.value);
}

void add_truth(BlockBuilder& block, const Truth& truth) {
  if (!truth.present) return;
  block.add("truth.particle_id", truth.particle_id);
  block.add("truth.particle", truth.particle);
  block.add("truth.x", truth.x);
  block.add("truth.y", truth.y);
  block.add("truth.z", truth.z);
  block.add("truth.px", truth.px);
  block.add("truth.py", truth.py);
  block.add("truth.pz", truth.pz);
  block.add("truth.weight", truth.weight);
}

void add_particles(BlockBuilder& block, const Particles& particles) {
  if (!particles.present) return;
  block.add("particles.id", particles.id);
  if (!particles.type.empty()) block.add("particles.type", particles.type);
  block.add("particles.vx", particles.vx);
  block.add("particles.vy", particles.vy);
  block.add("particles.vz", particles.vz);
  block.add("particles.px", particles.px);
  block.add("particles.py", particles.py);
  block.add("particles.pz", particles.pz);
  block.add("particles.charge", particles.charge);
  block.add("particles.hits", particles.hits);
}

void add_detector(BlockBuilder& block, const Detector& detector) {
  const std::vector<Module>& modules = detector.modules();
  using Ids = std::array<std::uint32_t, 3>;
  using Sizes = std::array<float, 6>;
  add_of_modules<std::uint32_t>(block, "detector.ids", modules, [](const Module& m) {
    return Ids{m.volume_id, m.layer_id, m.module_id};
  });
  add_of_modules<float>(block, "detector.center", modules,
                        [](const Module& m) { return m.center; });
  add_of_modules<float>(block, "detector.rotation", modules,
                        [](const Module& m) { return m.rotation; });
  add_of_modules<float>(block, "detector.sizes", modules, [](const Module& m) {
    return Sizes{m.thickness, m.min_half_u, m.max_half_u, m.half_v, m.pitch_u, m.pitch_v};
  });
}

}  // namespace trackloom::event_file
