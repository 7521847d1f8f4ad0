#include "layer_map/layer_map.hpp"

#include <algorithm>

#include "event_data/map_file.hpp"

namespace trackloom::layer_map {
namespace {

constexpr const char* kind = "layer_map";
constexpr std::uint32_t format_version = 2;

// The sizes of the tables, kept in the file so that a file of other binning is refused.
constexpr std::uint32_t shape[] = {position_bins, slope_bins, z0_bins, curvature_bins,
                                   bend_bins,     kink_bins,  llr_bins};

template <class T>
void get(const MapFile& file, const char* name, std::size_t count, std::vector<T>& out) {
  const auto values = file.section<T>(name, count);
  out.assign(values.begin(), values.end());
}

}  // namespace

void LayerMap::write(const std::filesystem::path& path) const {
  MapFileWriter file(kind, format_version, geometry, metadata);
  std::vector<std::uint16_t> layer_pairs;
  for (const LayerPair& pair : pairs)
    layer_pairs.insert(layer_pairs.end(), {pair.inner, pair.outer});
  std::vector<float> axes, triples;
  for (const PairAxes& a : pair_axes) {
    axes.insert(axes.end(), {a.position_low, a.position_high, a.z0_scale});
  }
  for (const TripletAxes& a : triplet_axes)
    triples.insert(triples.end(), {a.bend_scale, a.kink_scale});
  std::vector<float> boxes;
  for (const Window& w : windows) boxes.insert(boxes.end(), {w.max_slope, w.min_z0, w.max_z0});
  const auto add = [&]<class T>(const char* name, const std::vector<T>& values) {
    file.add_section(name, std::span<const T>(values));
  };
  add("shape", std::vector<std::uint32_t>(std::begin(shape), std::end(shape)));
  add("size", std::vector<std::uint32_t>{layers, static_cast<std::uint32_t>(pairs.size()),
                                         static_cast<std::uint32_t>(triples.size() / 2)});
  add("doublet_cut", std::vector<float>{doublet_cut});
  add("max_slope", std::vector<float>{max_slope});
  add("pairs", layer_pairs);
  add("inner_barrel", inner_barrel);
  add("pair_axes", axes);
  add("windows", boxes);
  add("doublet_llr", doublet_llr);
  add("triplet_axes", triples);
  add("triple_of", triple_of);
  add("triplet_llr", triplet_llr);
  add("final_llr", final_llr);
  file.write(path);
}

LayerMap LayerMap::read(const std::filesystem::path& path) {
  const MapFile file = MapFile::read(path, kind, format_version);
  const auto found = file.section<std::uint32_t>("shape", std::size(shape));
  if (!std::equal(found.begin(), found.end(), std::begin(shape))) {
    throw std::runtime_error(file.complaint(
        "shape", "the tables have other bins than this version of the stage; learn the map again"));
  }
  LayerMap map;
  map.geometry = file.geometry();
  map.metadata = file.metadata();
  const auto size = file.section<std::uint32_t>("size", 3);
  map.layers = size[0];
  if (map.layers > 256) {
    throw std::runtime_error(file.complaint("size", "the map has more than 256 layers"));
  }
  const std::size_t pair_count = size[1];
  const std::size_t triple_count = size[2];
  map.doublet_cut = file.section<float>("doublet_cut", 1)[0];
  map.max_slope = file.section<float>("max_slope", 1)[0];
  if (!(map.max_slope > 0)) {
    throw std::runtime_error(file.complaint("max_slope", "it must be above 0"));
  }
  const auto layer_pairs = file.section<std::uint16_t>("pairs", 2 * pair_count);
  for (std::size_t p = 0; p < pair_count; ++p) {
    const LayerPair pair{layer_pairs[2 * p], layer_pairs[2 * p + 1]};
    if (pair.inner >= map.layers || pair.outer >= map.layers) {
      throw std::runtime_error(file.complaint("pairs", "a layer number is out of range"));
    }
    map.pairs.push_back(pair);
  }
  get(file, "inner_barrel", pair_count, map.inner_barrel);
  const auto axes = file.section<float>("pair_axes", 3 * pair_count);
  for (std::size_t p = 0; p < pair_count; ++p) {
    map.pair_axes.push_back({axes[3 * p], axes[3 * p + 1], axes[3 * p + 2]});
  }
  const auto boxes = file.section<float>("windows", 3 * pair_count * position_bins);
  for (std::size_t w = 0; w < pair_count * position_bins; ++w) {
    map.windows.push_back({boxes[3 * w], boxes[3 * w + 1], boxes[3 * w + 2]});
  }
  const auto triples = file.section<float>("triplet_axes", 2 * triple_count);
  for (std::size_t t = 0; t < triple_count; ++t) {
    map.triplet_axes.push_back({triples[2 * t], triples[2 * t + 1]});
  }
  get(file, "doublet_llr", pair_count * doublet_table_size, map.doublet_llr);
  get(file, "triple_of", pair_count * map.layers, map.triple_of);
  get(file, "triplet_llr", triple_count * triplet_table_size, map.triplet_llr);
  get(file, "final_llr", final_table_size, map.final_llr);
  if (std::any_of(map.triple_of.begin(), map.triple_of.end(),
                  [&](std::uint32_t triple) { return triple > triple_count; })) {
    throw std::runtime_error(file.complaint("triple_of", "a triple number is out of range"));
  }
  return map;
}

}  // namespace trackloom::layer_map
