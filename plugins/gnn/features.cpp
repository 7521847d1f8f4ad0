#include "gnn/features.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

#include "gnn/hough_weight.hpp"

namespace trackloom::gnn {

namespace {

void check_shapes(const EventInput& event) {
  if (event.shapes == nullptr || event.detector == nullptr) {
    throw std::runtime_error(
        "the network was trained with cluster features; add a stage features.cluster_shapes before "
        "it");
  }
  if (event.shapes->present && event.shapes->size() != event.hits.size()) {
    throw std::runtime_error("there are cluster shapes of " + std::to_string(event.shapes->size()) +
                             " hits, the event has " + std::to_string(event.hits.size()));
  }
}

}  // namespace

void signed_edges(const HitGraph& graph, std::size_t hits, std::vector<std::int32_t>& source,
                  std::vector<std::int32_t>& target) {
  if (graph.nodes != hits) {
    throw std::runtime_error("the graph has " + std::to_string(graph.nodes) +
                             " nodes, the event has " + std::to_string(hits) + " hits");
  }
  const auto convert = [&](const std::vector<std::uint32_t>& from, std::vector<std::int32_t>& to) {
    if (!from.empty() &&
        (*std::max_element(from.begin(), from.end()) >= graph.nodes || graph.nodes > 0x7FFFFFFFU)) {
      throw std::runtime_error("an edge of the graph names a hit that is not there");
    }
    to.assign(from.begin(), from.end());
  };
  convert(graph.source, source);
  convert(graph.target, target);
}

void node_features(const EventInput& event, const Architecture& architecture,
                   std::vector<float>& out) {
  const Hits& hits = event.hits;
  const Cells* cells = event.cells;
  const bool with_cells = architecture.node_features == 5;
  if (with_cells && (cells == nullptr || !cells->present)) {
    throw std::runtime_error("the network was trained with cell features, the event has no cells");
  }
  if (architecture.cluster_features) check_shapes(event);
  const auto width = static_cast<std::size_t>(architecture.node_width());
  const std::vector<float>& scale = architecture.node_scales;
  out.assign(hits.size() * width, 0.0F);
  for (std::size_t i = 0; i < hits.size(); ++i) {
    float* row = out.data() + i * width;
    row[0] = hits.r[i] / scale[0];
    row[1] = hits.phi[i] / scale[1];
    row[2] = hits.z[i] / scale[2];
    if (with_cells) {
      float sum = 0;
      for (std::uint32_t c = cells->first[i]; c < cells->first[i + 1]; ++c) sum += cells->value[c];
      row[3] = static_cast<float>(cells->first[i + 1] - cells->first[i]) / scale[3];
      row[4] = sum / scale[4];
    }
    if (architecture.cluster_features && event.shapes->present) {
      shape_features(event.shapes->cells_u[i], event.shapes->cells_v[i], event.shapes->charge[i],
                     row + architecture.node_features);
    }
  }
}

void edge_features(std::span<const float> nodes, std::int64_t width,
                   std::span<const std::int32_t> source, std::span<const std::int32_t> target,
                   std::size_t stride, std::span<float> out) {
  const auto node_count = nodes.size() / static_cast<std::size_t>(width);
  std::vector<float> eta(node_count);
  for (std::size_t i = 0; i < node_count; ++i) {
    eta[i] = pseudorapidity(nodes[i * width], nodes[i * width + 2]);
  }
  for (std::size_t i = 0; i < source.size(); ++i) {
    const float* a = nodes.data() + source[i] * width;
    const float* b = nodes.data() + target[i] * width;
    edge_feature_row(a, b, eta[source[i]], eta[target[i]], out.data() + i * stride);
  }
}

namespace {

// Four columns of [edges, stride].
void hough_features(std::span<const float> nodes, const Architecture& architecture,
                    std::span<const std::int32_t> source, std::span<const std::int32_t> target,
                    std::size_t stride, float* out) {
  constexpr float bound = 10.0F;
  constexpr float pi = std::numbers::pi_v<float>;
  const auto width = static_cast<std::size_t>(architecture.node_width());
  const std::vector<float>& unit = architecture.node_scales;
  for (std::size_t i = 0; i < source.size(); ++i) {
    const float* a = nodes.data() + source[i] * width;
    const float* b = nodes.data() + target[i] * width;
    const float dr = b[0] - a[0];
    const float dz = b[2] - a[2];
    const float dphi = (b[1] - a[1]) * unit[1];
    // d^2 = (r' - r)^2 + 4 r r' sin^2(dphi / 2), exact for near hits too.
    const float half = std::sin(0.5F * dphi);
    const float distance = std::sqrt(dr * dr + 4 * a[0] * b[0] * half * half);
    const float curvature = distance > 0 ? 2 * std::sin(dphi) / distance : 0.0F;
    float phi0 = a[1] * unit[1] - std::asin(std::clamp(0.5F * curvature * a[0], -1.0F, 1.0F));
    if (phi0 >= pi) phi0 -= 2 * pi;
    if (phi0 < -pi) phi0 += 2 * pi;
    const float z0 = dr != 0 ? a[2] - a[0] * dz / dr : 0.0F;
    float* row = out + i * stride;
    row[0] = std::atan2(dr * unit[0], dz * unit[2]) / pi;
    row[1] = std::clamp(z0, -bound, bound);
    row[2] = std::clamp(phi0 / unit[1], -bound, bound);
    row[3] = std::clamp(curvature, -bound, bound);
  }
}

}  // namespace

void pair_features(std::span<const float> nodes, const Architecture& architecture,
                   std::span<const std::int32_t> source, std::span<const std::int32_t> target,
                   std::size_t stride, std::span<float> out) {
  if (architecture.edge_features == 0) return;
  edge_features(nodes, architecture.node_width(), source, target, stride, out);
  if (architecture.edge_features > 6) {
    hough_features(nodes, architecture, source, target, stride, out.data() + 6);
  }
  if (architecture.edge_features > 10) hough_weight(source.size(), stride, out.data() + 6);
}

void extra_features(const EventInput& event, const HitGraph& graph,
                    const Architecture& architecture, std::size_t stride, float* out) {
  const std::size_t edges = graph.edges();
  if (architecture.cluster_features) {
    check_shapes(event);
    if (event.shapes->present) {
      const ClusterMatch match(event.hits, *event.shapes, **event.detector);
      for (std::size_t i = 0; i < edges; ++i) {
        match(graph.source[i], graph.target[i], out + i * stride);
      }
    } else {
      for (std::size_t i = 0; i < edges; ++i) {
        std::fill_n(out + i * stride, ClusterMatch::width, 0.0F);
      }
    }
    out += ClusterMatch::width;
  }
  if (!architecture.prior_feature) return;
  if (event.prior == nullptr || event.prior->value.size() != edges) {
    throw std::runtime_error(
        event.prior == nullptr
            ? "the network was trained with the scores of the graph's edges as input; connect them "
              "to its port 'prior'"
            : "the port 'prior' has scores of " + std::to_string(event.prior->value.size()) +
                  " edges, the graph has " + std::to_string(edges));
  }
  for (std::size_t i = 0; i < edges; ++i) {
    out[i * stride] = prior_feature(event.prior->value[i]);
  }
}

}  // namespace trackloom::gnn
