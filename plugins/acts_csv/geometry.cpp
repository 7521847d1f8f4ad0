#include "acts_csv/geometry.hpp"

#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

#include "trackml/csv_table.hpp"

namespace trackloom::acts_csv {
namespace {

using trackml::ColumnSpec;
using trackml::CsvTable;

constexpr ColumnSpec columns[] = {{"geometry_id"}, {"cx"},     {"cy"},     {"cz"},     {"rot_xu"},
                                  {"rot_xv"},      {"rot_xw"}, {"rot_yu"}, {"rot_yv"}, {"rot_yw"},
                                  {"rot_zu"},      {"rot_zv"}, {"rot_zw"}};
constexpr std::size_t reals = std::size(columns) - 1;

bool same_place(const Module& module, const std::array<std::vector<float>, reals>& surface,
                std::size_t row) {
  for (std::size_t c = 0; c < 3; ++c) {
    if (std::abs(module.center[c] - surface[c][row]) > 0.01F) return false;
  }
  for (std::size_t c = 0; c < 9; ++c) {
    if (std::abs(module.rotation[c] - surface[3 + c][row]) > 1e-3F) return false;
  }
  return true;
}

}  // namespace

ModuleOfGeometryId match_modules(const std::string& file, const trackml::ByteBuffer& text,
                                 const Detector& detector) {
  CsvTable table(file, text, columns, trackml::OtherColumns::skip);
  std::vector<std::uint64_t> id(table.rows());
  std::array<std::vector<float>, reals> real;
  table.bind(0, id.data());
  for (std::size_t c = 0; c < reals; ++c) {
    real[c].resize(table.rows());
    table.bind(1 + c, real[c].data());
  }
  table.parse();

  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::uint32_t>> modules_of;
  for (std::uint32_t m = 0; m < detector.modules().size(); ++m) {
    const Module& module = detector.modules()[m];
    modules_of[{module.volume_id, module.layer_id}].push_back(m);
  }
  ModuleOfGeometryId result;
  result.reserve(id.size());
  for (std::size_t row = 0; row < id.size(); ++row) {
    const GeometryId geometry{id[row]};
    if (geometry.sensitive() == 0) continue;  // a boundary or passive surface
    bool found = false;
    for (const std::uint32_t m : modules_of[{geometry.volume(), geometry.layer()}]) {
      if (!same_place(detector.modules()[m], real, row)) continue;
      result.emplace(id[row], m);
      found = true;
      break;
    }
    if (!found) {
      table.refuse(row, 0,
                   "the table of the parameter \"detector\" has no module with the place and axes "
                   "of this surface in volume " +
                       std::to_string(geometry.volume()) + ", layer " +
                       std::to_string(geometry.layer()) + "; give it the table of this detector");
    }
  }
  if (result.empty()) throw std::runtime_error(file + ": has no sensitive surface");
  return result;
}

}  // namespace trackloom::acts_csv
