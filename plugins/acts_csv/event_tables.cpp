#include "acts_csv/event_tables.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "acts_csv/barcode.hpp"
#include "event_data/trackml_weights.hpp"
#include "trackml/csv_table.hpp"
#include "trackml/permute.hpp"

namespace trackloom::acts_csv {
namespace {

using trackml::ColumnSpec;
using trackml::CsvTable;
using trackml::IdIndex;
using trackml::OtherColumns;

}  // namespace

void parse_measurements(const std::string& file, const trackml::ByteBuffer& text,
                        const Detector& detector, const ModuleOfGeometryId& modules,
                        EventLinks& links, Hits& hits) {
  enum Column : std::size_t { measurement_id, geometry_id, x, y, z };
  static constexpr ColumnSpec columns[] = {
      {"measurement_id"}, {"geometry_id"}, {"global_x"}, {"global_y"}, {"global_z"}};
  CsvTable table(file, text, columns, OtherColumns::skip);
  const std::size_t count = table.rows();
  if (count == 0) throw std::runtime_error(file + ":1: the event is empty, no row but the header");
  hits.resize(count);
  std::vector<std::uint64_t> geometry(count);
  table.bind(measurement_id, hits.id.data());
  table.bind(geometry_id, geometry.data());
  table.bind(x, hits.x.data());
  table.bind(y, hits.y.data());
  table.bind(z, hits.z.data());
  table.parse();
  if (const auto row = links.measurements.build(hits.id)) {
    table.refuse(*row, measurement_id,
                 "measurement_id " + std::to_string(hits.id[*row]) + " is there twice");
  }
  for (std::size_t i = 0; i < count; ++i) {
    const auto module = modules.find(geometry[i]);
    if (module == modules.end()) {
      table.refuse(i, geometry_id,
                   "geometry_id " + std::to_string(geometry[i]) +
                       " is no sensitive surface of the detectors.csv beside the events");
    }
    hits.module[i] = module->second;
    hits.layer[i] = detector.layer_of(module->second);
  }
  hits.fill_cylindrical();
}

void parse_cells(const std::string& file, const trackml::ByteBuffer& text, const Hits& hits,
                 const EventLinks& links, Cells& cells) {
  enum Column : std::size_t { measurement_id, channel0, channel1, value };
  static constexpr ColumnSpec columns[] = {
      {"measurement_id"}, {"channel0"}, {"channel1"}, {"value"}};
  CsvTable table(file, text, columns, OtherColumns::skip);
  const std::size_t count = table.rows();
  std::vector<std::uint64_t> id(count);
  cells.ch0.resize(count);
  cells.ch1.resize(count);
  cells.value.resize(count);
  table.bind(measurement_id, id.data());
  table.bind(channel0, cells.ch0.data());
  table.bind(channel1, cells.ch1.data());
  table.bind(value, cells.value.data());
  table.parse();

  // ACTS writes them in no order of measurements.
  std::vector<std::uint32_t> place(count);
  cells.first.assign(hits.size() + 1, 0);
  for (std::size_t i = 0; i < count; ++i) {
    place[i] = links.measurements.find(id[i]);
    if (place[i] == IdIndex::none) {
      table.refuse(i, measurement_id, "there is no measurement " + std::to_string(id[i]));
    }
    ++cells.first[place[i] + 1];
  }
  for (std::size_t hit = 0; hit < hits.size(); ++hit) cells.first[hit + 1] += cells.first[hit];
  std::vector<std::uint32_t> next(cells.first.begin(), cells.first.end() - 1);
  for (std::uint32_t& hit : place) hit = next[hit]++;
  std::vector<std::int32_t> integer;
  std::vector<float> real;
  trackml::scatter(cells.ch0, place, integer);
  trackml::scatter(cells.ch1, place, integer);
  trackml::scatter(cells.value, place, real);
  cells.present = true;
}

void parse_particles(const std::string& file, const trackml::ByteBuffer& text, EventLinks& links,
                     Particles& particles) {
  enum Column : std::size_t { type = barcode_columns.size(), vx, vy, vz, px, py, pz, q };
  static constexpr auto columns = with_barcode(std::array<ColumnSpec, 8>{
      {{"particle_type"}, {"vx"}, {"vy"}, {"vz"}, {"px"}, {"py"}, {"pz"}, {"q"}}});
  CsvTable table(file, text, columns, OtherColumns::skip);
  const std::size_t count = table.rows();
  Barcodes barcodes(table);
  Particles all;
  all.resize(count, true);
  std::vector<float> charge(count);
  table.bind(type, all.type.data());
  table.bind(vx, all.vx.data());
  table.bind(vy, all.vy.data());
  table.bind(vz, all.vz.data());
  table.bind(px, all.px.data());
  table.bind(py, all.py.data());
  table.bind(pz, all.pz.data());
  table.bind(q, charge.data());
  table.parse();
  all.id = barcodes.packed();

  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (charge[i] != 0) order.push_back(i);
  }
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return all.id[a] < all.id[b]; });
  particles.resize(order.size(), true);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::uint32_t from = order[i];
    particles.id[i] = all.id[from];
    particles.type[i] = all.type[from];
    particles.vx[i] = all.vx[from];
    particles.vy[i] = all.vy[from];
    particles.vz[i] = all.vz[from];
    particles.px[i] = all.px[from];
    particles.py[i] = all.py[from];
    particles.pz[i] = all.pz[from];
    particles.charge[i] = static_cast<std::int32_t>(std::lround(charge[from]));
    particles.hits[i] = 0;
    if (i > 0 && particles.id[i] == particles.id[i - 1]) {
      table.refuse(from, 0, "the particle of this barcode is there twice");
    }
  }
  links.particles.build(particles.id);
  particles.present = true;
}

void parse_simulated_hits(const std::string& file, const trackml::ByteBuffer& text,
                          EventLinks& links) {
  enum Column : std::size_t { tx = barcode_columns.size(), ty, tz, px, py, pz, loss };
  static constexpr auto columns = with_barcode(
      std::array<ColumnSpec, 7>{{{"tx"}, {"ty"}, {"tz"}, {"tpx"}, {"tpy"}, {"tpz"}, {"deltae"}}});
  CsvTable table(file, text, columns, OtherColumns::skip);
  Barcodes barcodes(table);
  std::size_t column = tx;
  for (auto* values :
       {&links.tx, &links.ty, &links.tz, &links.px, &links.py, &links.pz, &links.energy_loss}) {
    values->resize(table.rows());
    table.bind(column++, values->data());
  }
  table.parse();
  links.crossing_id = barcodes.packed();
}

void parse_truth(const std::string& file, const trackml::ByteBuffer& text, const Hits& hits,
                 const EventLinks& links, Particles& particles, Truth& truth) {
  enum Column : std::size_t { measurement_id, hit_id };
  static constexpr ColumnSpec columns[] = {{"measurement_id"}, {"hit_id"}};
  CsvTable table(file, text, columns, OtherColumns::skip);
  const std::size_t count = table.rows();
  std::vector<std::uint64_t> measurement(count), crossing(count);
  table.bind(measurement_id, measurement.data());
  table.bind(hit_id, crossing.data());
  table.parse();

  truth.resize(hits.size());
  std::vector<std::uint64_t> best(hits.size(), links.crossing_id.size());  // crossing of each hit
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t hit = links.measurements.find(measurement[i]);
    if (hit == IdIndex::none) {
      table.refuse(i, measurement_id, "there is no measurement " + std::to_string(measurement[i]));
    }
    if (crossing[i] >= links.crossing_id.size()) {
      table.refuse(i, hit_id,
                   "hit " + std::to_string(crossing[i]) + " is none of the " +
                       std::to_string(links.crossing_id.size()) + " rows of the hits file");
    }
    const auto loss = [&](std::uint64_t row) { return std::abs(links.energy_loss[row]); };
    std::uint64_t& of_hit = best[hit];
    if (of_hit == links.crossing_id.size() || loss(crossing[i]) > loss(of_hit)) {
      of_hit = crossing[i];
    }
  }
  for (std::size_t hit = 0; hit < hits.size(); ++hit) {
    const bool noise = best[hit] == links.crossing_id.size();
    const std::uint64_t from = best[hit];
    truth.particle_id[hit] = noise ? 0 : links.crossing_id[from];
    const std::uint32_t row = noise ? IdIndex::none : links.particles.find(links.crossing_id[from]);
    truth.particle[hit] = row == IdIndex::none ? no_particle : row;
    if (row != IdIndex::none) ++particles.hits[row];
    truth.x[hit] = noise ? hits.x[hit] : links.tx[from];
    truth.y[hit] = noise ? hits.y[hit] : links.ty[from];
    truth.z[hit] = noise ? hits.z[hit] : links.tz[from];
    truth.px[hit] = noise ? 0 : links.px[from];
    truth.py[hit] = noise ? 0 : links.py[from];
    truth.pz[hit] = noise ? 0 : links.pz[from];
  }
  fill_trackml_weights(particles, truth);
  truth.present = true;
}

}  // namespace trackloom::acts_csv
