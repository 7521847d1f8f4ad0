#include <algorithm>
#include <stdexcept>

#include "trackml/event_csv.hpp"
#include "trackml/permute.hpp"

namespace trackloom::trackml {
namespace {

enum Column : std::size_t { hit_id, particle_id, tx, ty, tz, tpx, tpy, tpz, weight };
constexpr ColumnSpec columns[] = {{"hit_id"}, {"particle_id"}, {"tx"},  {"ty"},           {"tz"},
                                  {"tpx"},    {"tpy"},         {"tpz"}, {"weight", false}};

// The row of Hits of every row of the file, each once.
void match_hits(const CsvTable& table, const std::string& file, const Hits& hits,
                ParseScratch& scratch) {
  scratch.row.resize(scratch.id.size());
  scratch.next.assign(hits.size(), 0);  // rows seen of each hit
  for (std::size_t i = 0; i < scratch.id.size(); ++i) {
    const std::string name = std::to_string(scratch.id[i]);
    const std::uint32_t row = scratch.hits.find(scratch.id[i]);
    if (row == IdIndex::none) table.refuse(i, hit_id, "the hits file has no hit " + name);
    if (scratch.next[row]++ != 0) table.refuse(i, hit_id, "hit_id " + name + " is there twice");
    scratch.row[i] = row;
  }
  const auto missing = std::find(scratch.next.begin(), scratch.next.end(), 0U);
  if (missing != scratch.next.end()) {
    const auto row = static_cast<std::size_t>(missing - scratch.next.begin());
    throw std::runtime_error(file + ": no row for hit_id " + std::to_string(hits.id[row]) +
                             " (line " + std::to_string(row + 2) + " of the hits file)");
  }
}

}  // namespace

void parse_truth(const std::string& file, const ByteBuffer& text, const Hits& hits,
                 const Particles& particles, ParseScratch& scratch, Truth& truth) {
  CsvTable table(file, text, columns);
  const std::size_t count = table.rows();
  scratch.id.resize(count);
  truth.resize(count);
  table.bind(hit_id, scratch.id.data());
  table.bind(particle_id, truth.particle_id.data());
  table.bind(tx, truth.x.data());
  table.bind(ty, truth.y.data());
  table.bind(tz, truth.z.data());
  table.bind(tpx, truth.px.data());
  table.bind(tpy, truth.py.data());
  table.bind(tpz, truth.pz.data());
  if (table.has(weight)) {
    table.bind(weight, truth.weight.data());
  } else {
    std::fill(truth.weight.begin(), truth.weight.end(), 0.0);
  }
  table.parse();

  if (scratch.id != hits.id) {
    match_hits(table, file, hits, scratch);
    std::vector<std::uint64_t>& ids = scratch.id;
    scatter(truth.particle_id, scratch.row, ids);
    for (auto* column : {&truth.x, &truth.y, &truth.z, &truth.px, &truth.py, &truth.pz}) {
      scatter(*column, scratch.row, scratch.real);
    }
    scatter(truth.weight, scratch.row, scratch.weight);
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t id = truth.particle_id[i];
    const bool listed = particles.present && id != 0;
    truth.particle[i] = listed ? scratch.particles.find(id) : no_particle;
  }
  truth.present = true;
}

}  // namespace trackloom::trackml
