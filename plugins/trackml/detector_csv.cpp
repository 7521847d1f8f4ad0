#include "trackml/detector_csv.hpp"

#include <array>
#include <stdexcept>

#include "trackml/csv_table.hpp"

namespace trackloom::trackml {
namespace {

constexpr ColumnSpec columns[] = {
    {"volume_id"}, {"layer_id"}, {"module_id"}, {"cx"},       {"cy"},           {"cz"},
    {"rot_xu"},    {"rot_xv"},   {"rot_xw"},    {"rot_yu"},   {"rot_yv"},       {"rot_yw"},
    {"rot_zu"},    {"rot_zv"},   {"rot_zw"},    {"module_t"}, {"module_minhu"}, {"module_maxhu"},
    {"module_hv"}, {"pitch_u"},  {"pitch_v"}};
constexpr std::size_t ids = 3;
constexpr std::size_t reals = std::size(columns) - ids;

}  // namespace

Detector parse_detector(const std::string& file, const ByteBuffer& text) {
  CsvTable table(file, text, columns);
  const std::size_t count = table.rows();
  if (count == 0) throw std::runtime_error(file + ":1: no modules, no row but the header");
  std::array<std::vector<std::uint32_t>, ids> id;
  std::array<std::vector<float>, reals> real;
  for (std::size_t c = 0; c < ids; ++c) {
    id[c].resize(count);
    table.bind(c, id[c].data());
  }
  for (std::size_t c = 0; c < reals; ++c) {
    real[c].resize(count);
    table.bind(ids + c, real[c].data());
  }
  table.parse();

  std::vector<Module> modules(count);
  for (std::size_t i = 0; i < count; ++i) {
    Module& module = modules[i];
    for (std::size_t c = 0; c < ids; ++c) {
      // Detector packs volume and layer into 16 bits each.
      if (c < 2 && id[c][i] > 0xFFFF) {
        table.refuse(i, c,
                     std::string(columns[c].name) + " is too large: " + std::to_string(id[c][i]));
      }
    }
    module.volume_id = id[0][i];
    module.layer_id = id[1][i];
    module.module_id = id[2][i];
    for (std::size_t c = 0; c < 3; ++c) module.center[c] = real[c][i];
    for (std::size_t c = 0; c < 9; ++c) module.rotation[c] = real[3 + c][i];
    module.thickness = real[12][i];
    module.min_half_u = real[13][i];
    module.max_half_u = real[14][i];
    module.half_v = real[15][i];
    module.pitch_u = real[16][i];
    module.pitch_v = real[17][i];
  }
  try {
    return Detector(std::move(modules));
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(file + ": " + error.what());
  }
}

}  // namespace trackloom::trackml
