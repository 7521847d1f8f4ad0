#include "gnn/features.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace trackloom::gnn {

void node_features(const Hits& hits, const Cells* cells, const Architecture& architecture,
                   std::vector<float>& out) {
  const bool with_cells = architecture.node_features == 5;
  if (with_cells && (cells == nullptr || !cells->present)) {
    throw std::runtime_error("the network was trained with cell features, the event has no cells");
  }
  const auto width = static_cast<std::size_t>(architecture.node_features);
  const std::vector<float>& scale = architecture.node_scales;
  out.resize(hits.size() * width);
  for (std::size_t i = 0; i < hits.size(); ++i) {
    float* row = out.data() + i * width;
    row[0] = hits.r[i] / scale[0];
    row[1] = hits.phi[i] / scale[1];
    row[2] = hits.z[i] / scale[2];
    if (!with_cells) continue;
    float sum = 0;
    for (std::uint32_t c = cells->first[i]; c < cells->first[i + 1]; ++c) sum += cells->value[c];
    row[3] = static_cast<float>(cells->first[i + 1] - cells->first[i]) / scale[3];
    row[4] = sum / scale[4];
  }
}

void edge_features(std::span<const float> nodes, std::int64_t width,
                   std::span<const std::int32_t> source, std::span<const std::int32_t> target,
                   std::vector<float>& out) {
  const auto node_count = nodes.size() / static_cast<std::size_t>(width);
  std::vector<float> eta(node_count);
  for (std::size_t i = 0; i < node_count; ++i) {
    const float r = nodes[i * width];
    const float z = nodes[i * width + 2];
    // On the beam line eta is infinite; the bound is that of r = 1e-6.
    eta[i] = std::asinh(z / std::max(r, 1e-6F));
  }
  constexpr float max_slope = 100.0F;
  out.resize(source.size() * 6);
  for (std::size_t i = 0; i < source.size(); ++i) {
    const float* a = nodes.data() + source[i] * width;
    const float* b = nodes.data() + target[i] * width;
    const float dr = b[0] - a[0];
    const float dphi = wrap_half_turns(b[1] - a[1]);
    const float slope = dr == 0.0F ? 0.0F : std::clamp(dphi / dr, -max_slope, max_slope);
    float* row = out.data() + i * 6;
    row[0] = dr;
    row[1] = dphi;
    row[2] = b[2] - a[2];
    row[3] = eta[target[i]] - eta[source[i]];
    row[4] = slope;
    row[5] = 0.5F * (a[0] + b[0]) * slope;
  }
}

}  // namespace trackloom::gnn
