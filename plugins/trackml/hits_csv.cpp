#include <stdexcept>

#include "trackml/event_csv.hpp"

namespace trackloom::trackml {
namespace {

enum Column : std::size_t { hit_id, x, y, z, volume_id, layer_id, module_id };
constexpr ColumnSpec columns[] = {{"hit_id"},    {"x"},        {"y"},        {"z"},
                                  {"volume_id"}, {"layer_id"}, {"module_id"}};

}  // namespace

void parse_hits(const std::string& file, const ByteBuffer& text, const Detector& detector,
                ParseScratch& scratch, Hits& hits) {
  CsvTable table(file, text, columns);
  const std::size_t count = table.rows();
  if (count == 0) throw std::runtime_error(file + ":1: the event is empty, no row but the header");
  hits.resize(count);
  for (auto* column : {&scratch.volume, &scratch.layer, &scratch.module}) column->resize(count);
  table.bind(hit_id, hits.id.data());
  table.bind(x, hits.x.data());
  table.bind(y, hits.y.data());
  table.bind(z, hits.z.data());
  table.bind(volume_id, scratch.volume.data());
  table.bind(layer_id, scratch.layer.data());
  table.bind(module_id, scratch.module.data());
  table.parse();

  if (const auto row = scratch.hits.build(hits.id)) {
    table.refuse(*row, hit_id, "hit_id " + std::to_string(hits.id[*row]) + " is there twice");
  }
  for (std::size_t i = 0; i < count; ++i) {
    // Files are usually sorted by module: look up the first hit of each run only.
    if (i > 0 && scratch.module[i] == scratch.module[i - 1] &&
        scratch.layer[i] == scratch.layer[i - 1] && scratch.volume[i] == scratch.volume[i - 1]) {
      hits.module[i] = hits.module[i - 1];
      hits.layer[i] = hits.layer[i - 1];
      continue;
    }
    // Detector's keys hold 16 bits of volume and layer: larger numbers would be taken for others.
    const bool in_range = scratch.volume[i] <= 0xFFFF && scratch.layer[i] <= 0xFFFF;
    const auto module = detector.find(scratch.volume[i], scratch.layer[i], scratch.module[i]);
    if (!in_range || !module) {
      table.refuse(i, module_id,
                   "module " + std::to_string(scratch.module[i]) + " of volume " +
                       std::to_string(scratch.volume[i]) + ", layer " +
                       std::to_string(scratch.layer[i]) + " is not in the detector file");
    }
    hits.module[i] = *module;
    hits.layer[i] = detector.layer_of(*module);
  }
  hits.fill_cylindrical();
}

}  // namespace trackloom::trackml
