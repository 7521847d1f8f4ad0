#include "acts_csv/space_points.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "event_data/trackml_weights.hpp"
#include "trackml/csv_table.hpp"

namespace trackloom::acts_csv {

void parse_space_points(const std::string& file, const trackml::ByteBuffer& text,
                        const Hits& measured, const EventLinks& links, Hits& hits,
                        HitMeasurements& made_of) {
  enum Column : std::size_t { id_1, id_2, x, y, z };
  static constexpr trackml::ColumnSpec columns[] = {
      {"measurement_id_1"}, {"measurement_id_2"}, {"x"}, {"y"}, {"z"}};
  trackml::CsvTable table(file, text, columns, trackml::OtherColumns::skip);
  const std::size_t count = table.rows();
  if (count == 0) throw std::runtime_error(file + ":1: the event is empty, no row but the header");
  std::vector<std::uint64_t> first(count);
  // ACTS writes 2^64 - 1 for none, which no id of a table can be. As real numbers ids are exact up
  // to 2^53.
  constexpr double no_id = 9.2e18;
  std::vector<double> second(count);
  hits.resize(count);
  table.bind(id_1, first.data());
  table.bind(id_2, second.data());
  table.bind(x, hits.x.data());
  table.bind(y, hits.y.data());
  table.bind(z, hits.z.data());
  table.parse();
  const auto row_of = [&](std::size_t hit, Column column, std::uint64_t id) {
    const std::uint32_t row = links.measurements.find(id);
    if (row == trackml::IdIndex::none) {
      table.refuse(hit, column, "there is no measurement " + std::to_string(id));
    }
    return row;
  };
  made_of.first.resize(count);
  made_of.second.assign(count, HitMeasurements::none);
  for (std::size_t i = 0; i < count; ++i) {
    made_of.first[i] = row_of(i, id_1, first[i]);
    if (second[i] < no_id) {
      if (!(second[i] >= 0) || second[i] != std::floor(second[i])) {
        table.refuse(i, id_2, "measurement_id_2 is no id");
      }
      made_of.second[i] = row_of(i, id_2, static_cast<std::uint64_t>(second[i]));
    }
    hits.id[i] = i;
    hits.module[i] = measured.module[made_of.first[i]];
    hits.layer[i] = measured.layer[made_of.first[i]];
  }
  hits.fill_cylindrical();
  made_of.present = true;
}

Cells cells_of(const HitMeasurements& made_of, const Cells& measured) {
  Cells cells;
  cells.present = measured.present;
  if (!measured.present) return cells;
  cells.first.push_back(0);
  for (const std::uint32_t m : made_of.first) {
    for (std::uint32_t c = measured.first[m]; c < measured.first[m + 1]; ++c) {
      cells.ch0.push_back(measured.ch0[c]);
      cells.ch1.push_back(measured.ch1[c]);
      cells.value.push_back(measured.value[c]);
    }
    cells.first.push_back(static_cast<std::uint32_t>(cells.ch0.size()));
  }
  return cells;
}

Truth truth_of(const HitMeasurements& made_of, const Hits& hits, const Truth& measured,
               Particles& particles) {
  Truth truth;
  truth.resize(hits.size());
  std::fill(particles.hits.begin(), particles.hits.end(), 0);
  for (std::size_t i = 0; i < hits.size(); ++i) {
    const std::uint32_t a = made_of.first[i], b = made_of.second[i];
    const bool real =
        measured.particle_id[a] != 0 &&
        (b == HitMeasurements::none || measured.particle_id[b] == measured.particle_id[a]);
    truth.particle_id[i] = real ? measured.particle_id[a] : 0;
    truth.particle[i] = real ? measured.particle[a] : no_particle;
    if (truth.particle[i] != no_particle) ++particles.hits[truth.particle[i]];
    truth.x[i] = real ? measured.x[a] : hits.x[i];
    truth.y[i] = real ? measured.y[a] : hits.y[i];
    truth.z[i] = real ? measured.z[a] : hits.z[i];
    truth.px[i] = real ? measured.px[a] : 0;
    truth.py[i] = real ? measured.py[a] : 0;
    truth.pz[i] = real ? measured.pz[a] : 0;
  }
  fill_trackml_weights(particles, truth);
  truth.present = true;
  return truth;
}

}  // namespace trackloom::acts_csv
