#include <algorithm>
#include <numeric>

#include "trackml/event_csv.hpp"
#include "trackml/permute.hpp"

namespace trackloom::trackml {
namespace {

enum Column : std::size_t { particle_id, particle_type, vx, vy, vz, px, py, pz, q, nhits };
constexpr ColumnSpec columns[] = {{"particle_id"}, {"particle_type", false},
                                  {"vx"},          {"vy"},
                                  {"vz"},          {"px"},
                                  {"py"},          {"pz"},
                                  {"q"},           {"nhits"}};

}  // namespace

void parse_particles(const std::string& file, const ByteBuffer& text, ParseScratch& scratch,
                     Particles& particles) {
  CsvTable table(file, text, columns);
  particles.resize(table.rows(), table.has(particle_type));
  table.bind(particle_id, particles.id.data());
  if (table.has(particle_type)) table.bind(particle_type, particles.type.data());
  table.bind(vx, particles.vx.data());
  table.bind(vy, particles.vy.data());
  table.bind(vz, particles.vz.data());
  table.bind(px, particles.px.data());
  table.bind(py, particles.py.data());
  table.bind(pz, particles.pz.data());
  table.bind(q, particles.charge.data());
  table.bind(nhits, particles.hits.data());
  table.parse();

  if (const auto row = scratch.particles.build(particles.id)) {
    table.refuse(*row, particle_id,
                 "particle_id " + std::to_string(particles.id[*row]) + " is there twice");
  }
  if (!std::is_sorted(particles.id.begin(), particles.id.end())) {
    scratch.row.resize(particles.size());
    std::iota(scratch.row.begin(), scratch.row.end(), 0U);
    std::sort(scratch.row.begin(), scratch.row.end(),
              [&](std::uint32_t a, std::uint32_t b) { return particles.id[a] < particles.id[b]; });
    gather(particles.id, scratch.row, scratch.id);
    if (table.has(particle_type)) gather(particles.type, scratch.row, scratch.integer);
    for (auto* column : {&particles.vx, &particles.vy, &particles.vz, &particles.px, &particles.py,
                         &particles.pz}) {
      gather(*column, scratch.row, scratch.real);
    }
    gather(particles.charge, scratch.row, scratch.integer);
    gather(particles.hits, scratch.row, scratch.integer);
    scratch.particles.build(particles.id);
  }
  particles.present = true;
}

}  // namespace trackloom::trackml
