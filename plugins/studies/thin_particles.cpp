#include "studies/thin_particles.hpp"

#include <vector>

#include "studies/dice.hpp"

namespace trackloom::studies {
namespace {

// Rows of the particles that stay; `moved` tells the new row of each old one.
void copy_particles(const std::vector<char>& stays, const Particles& from, Particles& to,
                    std::vector<std::uint32_t>& moved) {
  const bool with_type = !from.type.empty();
  to.present = true;
  to.resize(from.size(), with_type);
  std::uint32_t row = 0;
  for (std::size_t p = 0; p < from.size(); ++p) {
    if (!stays[p]) continue;
    to.id[row] = from.id[p];
    if (with_type) to.type[row] = from.type[p];
    to.vx[row] = from.vx[p];
    to.vy[row] = from.vy[p];
    to.vz[row] = from.vz[p];
    to.px[row] = from.px[p];
    to.py[row] = from.py[p];
    to.pz[row] = from.pz[p];
    to.charge[row] = from.charge[p];
    to.hits[row] = from.hits[p];
    moved[p] = row++;
  }
  to.resize(row, with_type);
}

}  // namespace

void ThinParticles::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Takes out a share of the collisions, or of the particles, with all their hits: lower "
      "pile-up. With `replaces: source` the rest of the pipeline works on what is left.");
  stage.param("share", &Config::share).range(0, 1).doc("which is taken out");
  stage.param("by", &Config::by)
      .one_of({"vertex", "particle"})
      .doc("vertex: whole collisions, never the first; particle: each particle by itself");
  stage.param("noise", &Config::noise).doc("take out the same share of the noise hits");
  stage.param("seed", &Config::seed).at_least(0).doc("another seed takes others");
}

void ThinParticles::operator()(const EventInfo& event, const Hits& all_hits, const Cells& all_cells,
                               const Truth& all_truth, const Particles& all_particles, Hits& hits,
                               Cells& cells, Truth& truth, Particles& particles) {
  require_truth(all_truth, all_hits.size(), "studies.thin_particles");
  const Dice dice(config_.seed, stage_name_, event.id);
  const Dice noise_dice(config_.seed, stage_name_ + " noise", event.id);
  const bool by_vertex = config_.by == "vertex";
  std::vector<char> stays(all_particles.size());
  for (std::size_t p = 0; p < stays.size(); ++p) {
    const std::uint64_t vertex = all_particles.id[p] >> 52U;
    stays[p] = (by_vertex && vertex == 1) ||
               dice.uniform(by_vertex ? vertex : all_particles.id[p]) >= config_.share;
  }
  std::vector<std::uint32_t> rows;
  for (std::uint32_t h = 0; h < all_hits.size(); ++h) {
    const std::uint32_t p = all_truth.particle[h];
    const bool stay = p != no_particle
                          ? stays[p] != 0
                          : !config_.noise || noise_dice.uniform(all_hits.id[h]) >= config_.share;
    if (stay) rows.push_back(h);
  }
  copy_rows(rows, all_hits, all_cells, all_truth, hits, cells, truth);
  if (all_particles.present) {
    std::vector<std::uint32_t> moved(all_particles.size(), no_particle);
    copy_particles(stays, all_particles, particles, moved);
    for (std::uint32_t& p : truth.particle) {
      if (p != no_particle) p = moved[p];
    }
  }
  count_.add(all_hits.size(), rows.size());
}

}  // namespace trackloom::studies
