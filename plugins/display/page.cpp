#include "display/page.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>

#include "display/base64.hpp"
#include "display_objects_text.hpp"

namespace trackloom::display {
namespace {

static_assert(std::endian::native == std::endian::little, "the page's arrays are little-endian");

template <class T>
constexpr const char* type_name() {
  if constexpr (std::is_same_v<T, float>) return "f32";
  if constexpr (std::is_same_v<T, std::uint8_t>) return "u8";
  if constexpr (std::is_same_v<T, std::int16_t>) return "i16";
  if constexpr (std::is_same_v<T, std::uint16_t>) return "u16";
  if constexpr (std::is_same_v<T, std::int32_t>) return "i32";
  if constexpr (std::is_same_v<T, std::uint32_t>) return "u32";
  if constexpr (std::is_same_v<T, std::uint64_t>) return "u64";
}

// <script> elements of a type that browsers do not run hold the columns.
class Blocks {
 public:
  template <class T>
  void add(const std::string& name, const std::vector<T>& column) {
    text_ += "<script type=\"application/octet-stream\" id=\"block-" + name + "\" data-type=\"" +
             type_name<T>() + "\">";
    append_base64(std::as_bytes(std::span(column)), text_);
    text_ += "</script>\n";
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// Corners of the modules' sensitive surface, in units that make the largest coordinate fit 16 bits.
struct Corners {
  float unit = 1;                   // mm
  std::vector<std::int16_t> value;  // 4 corners of x, y, z per module
  std::vector<std::uint16_t> layer;
  std::vector<std::uint32_t> id;
};

Corners make_corners(const Detector& detector) {
  std::vector<float> mm;
  Corners out;
  const auto& modules = detector.modules();
  for (std::uint32_t m = 0; m < modules.size(); ++m) {
    const Module& module = modules[m];
    // A trapezoid: narrow at -v, wide at +v.
    const std::array<std::array<float, 2>, 4> uv = {{{-module.min_half_u, -module.half_v},
                                                     {module.min_half_u, -module.half_v},
                                                     {module.max_half_u, module.half_v},
                                                     {-module.max_half_u, module.half_v}}};
    for (const auto& [u, v] : uv) {
      for (std::size_t i = 0; i < 3; ++i) {
        mm.push_back(module.center[i] + module.rotation[3 * i] * u +
                     module.rotation[3 * i + 1] * v);
      }
    }
    out.layer.push_back(detector.layer_of(m));
    out.id.push_back(module.module_id);
  }
  float largest = 1;
  for (const float c : mm) largest = std::max(largest, std::abs(c));
  out.unit = largest / 32767.0F;
  for (const float c : mm)
    out.value.push_back(static_cast<std::int16_t>(std::lround(c / out.unit)));
  return out;
}

std::string blocks_of(const Hits& hits, const Corners& corners, const Scene& scene) {
  Blocks blocks;
  blocks.add("hit-id", hits.id);
  blocks.add("hit-x", hits.x);
  blocks.add("hit-y", hits.y);
  blocks.add("hit-z", hits.z);
  blocks.add("hit-layer", hits.layer);
  blocks.add("hit-module", hits.module);
  blocks.add("hit-particle", scene.hit_particle);
  blocks.add("module-corners", corners.value);
  blocks.add("module-layer", corners.layer);
  blocks.add("module-id", corners.id);
  blocks.add("track-first", scene.tracks.first);
  blocks.add("track-hit", scene.tracks.hit);
  blocks.add("track-particle", scene.tracks.particle);
  blocks.add("track-shared", scene.tracks.shared);
  blocks.add("track-matched", scene.tracks.matched);
  blocks.add("track-pt", scene.tracks.pt);
  blocks.add("particle-first", scene.true_tracks.first);
  blocks.add("particle-hit", scene.true_tracks.hit);
  blocks.add("particle-id", scene.true_tracks.id);
  blocks.add("particle-pt", scene.true_tracks.pt);
  blocks.add("particle-eta", scene.true_tracks.eta);
  blocks.add("particle-vertex", scene.true_tracks.vertex);
  blocks.add("particle-found", scene.true_tracks.found);
  blocks.add("particle-type", scene.true_tracks.type);
  for (std::size_t i = 0; i < scene.graphs.size(); ++i) {
    const SceneEdges& edges = scene.graphs[i];
    const std::string name = "edge" + std::to_string(i) + "-";
    blocks.add(name + "source", edges.source);
    blocks.add(name + "target", edges.target);
    blocks.add(name + "score", edges.score);
    blocks.add(name + "true", edges.real);
  }
  return blocks.text();
}

std::string header_of(std::uint64_t event, const Detector& detector, const Corners& corners,
                      const Scene& scene) {
  nlohmann::ordered_json header = {{"event", event},
                                   {"truth", scene.truth},
                                   {"particles", scene.particles},
                                   {"fitted", scene.fitted},
                                   {"cornerUnit", corners.unit}};
  header["layers"] = nlohmann::ordered_json::array();
  for (const Layer& layer : detector.layers()) {
    header["layers"].push_back(
        {{"volume", layer.volume_id}, {"layer", layer.layer_id}, {"barrel", layer.barrel}});
  }
  header["passes"] = nlohmann::ordered_json::array();
  for (const SceneEdges& edges : scene.graphs) {
    header["passes"].push_back(
        {{"name", edges.name}, {"edges", edges.total}, {"scored", edges.scored}});
  }
  // "<" cannot end the element that holds it.
  std::string text = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  for (std::size_t at = 0; (at = text.find('<', at)) != std::string::npos;) {
    text.replace(at, 1, "\\u003c");
  }
  return text;
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

// The template with its @WORDS@ filled in; what is filled in is not searched again.
std::string fill(std::string_view pattern,
                 const std::vector<std::pair<std::string_view, std::string>>& values) {
  std::string out;
  for (std::size_t at = 0; at < pattern.size();) {
    const auto value = std::find_if(values.begin(), values.end(), [&](const auto& v) {
      return pattern.substr(at).starts_with(v.first);
    });
    if (value == values.end()) {
      out += pattern[at++];
    } else {
      out += value->second;
      at += value->first.size();
    }
  }
  return out;
}

}  // namespace

std::string make_page(const std::string& title, std::uint64_t event, const Hits& hits,
                      const Detector& detector, const Scene& scene) {
  const Corners corners = make_corners(detector);
  std::string script;
  for (const auto part : {page::data_js, page::camera_js, page::scene_js, page::draw_js,
                          page::select_js, page::panel_js, page::main_js}) {
    script += part;
  }
  return fill(page::page_html, {{"@TITLE@", escaped(title)},
                                {"@STYLE@", std::string(page::style_css)},
                                {"@HEADER@", header_of(event, detector, corners, scene)},
                                {"@BLOCKS@", blocks_of(hits, corners, scene)},
                                {"@SCRIPT@", script}});
}

}  // namespace trackloom::display
