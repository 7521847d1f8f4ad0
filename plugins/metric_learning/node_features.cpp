#include "metric_learning/node_features.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

#include "metric_learning/architecture.hpp"

namespace trackloom::metric_learning {

namespace {

constexpr float pi = std::numbers::pi_v<float>;

float eta_of(float r, float z) {
  constexpr float smallest = 1e-3F;  // mm: a hit on the beam line has a large eta, not an infinite
  return std::asinh(z / std::max(r, smallest));
}

// phi of (x, y) relative to the direction with this cosine and sine, in half-turns.
float turn(float x, float y, float cosine, float sine) {
  return std::atan2(cosine * y - sine * x, cosine * x + sine * y) / pi;
}

// leta, lphi, geta, gphi, other_gphi.
void cluster_direction(const Module& m, const std::array<float, 3>& hit, float cells_u,
                       float cells_v, float* out) {
  const std::array<float, 3> size = {cells_u * m.pitch_u, cells_v * m.pitch_v, m.thickness};
  std::array<float, 3> global{}, other{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::array<float, 3> unit = {m.rotation[axis], m.rotation[axis + 3],
                                       m.rotation[axis + 6]};
    const float agreement = hit[0] * unit[0] + hit[1] * unit[1] + hit[2] * unit[2];
    const float length = agreement < 0 ? -size[axis] : size[axis];
    for (std::size_t i = 0; i < 3; ++i) {
      global[i] += length * unit[i];
      other[i] += (axis == 0 ? -length : length) * unit[i];
    }
  }
  const float r = std::hypot(hit[0], hit[1]);
  const float cosine = r > 0 ? hit[0] / r : 1.0F;
  const float sine = r > 0 ? hit[1] / r : 0.0F;
  out[0] = eta_of(std::hypot(size[0], size[1]), size[2]);
  out[1] = std::atan2(size[1], size[0]);
  out[2] = eta_of(std::hypot(global[0], global[1]), global[2]);
  out[3] = turn(global[0], global[1], cosine, sine);
  out[4] = turn(other[0], other[1], cosine, sine);
}

void check_shapes(const Hits& hits, const ClusterShapes* shapes, const DetectorRef* detector) {
  if (shapes == nullptr || detector == nullptr) {
    throw std::runtime_error(
        "the embedding was trained with cluster features; add a stage features.cluster_shapes "
        "before it");
  }
  if (shapes->present && shapes->size() != hits.size()) {
    throw std::runtime_error("there are cluster shapes of " + std::to_string(shapes->size()) +
                             " hits, the event has " + std::to_string(hits.size()));
  }
}

}  // namespace

void node_features(const Hits& hits, const ClusterShapes* shapes, const DetectorRef* detector,
                   const Architecture& architecture, std::vector<float>& out) {
  if (architecture.cluster_features) check_shapes(hits, shapes, detector);
  const bool with_cells = architecture.cluster_features && shapes->present;
  const NodeColumns columns(architecture.cluster_features, architecture.frames == 0);
  const std::vector<float>& scale = architecture.scales;
  out.assign(hits.size() * static_cast<std::size_t>(columns.width), 0.0F);
  for (std::size_t i = 0; i < hits.size(); ++i) {
    float* row = out.data() + i * static_cast<std::size_t>(columns.width);
    row[NodeColumns::r] = hits.r[i] / scale[0];
    row[NodeColumns::z] = hits.z[i] / scale[1];
    row[NodeColumns::eta] = eta_of(hits.r[i], hits.z[i]) / scale[2];
    if (columns.cos_phi >= 0) {
      row[columns.cos_phi] = std::cos(hits.phi[i]);
      row[columns.sin_phi] = std::sin(hits.phi[i]);
    }
    if (!with_cells) continue;
    float* cluster = row + NodeColumns::cells;
    cluster[0] = 1;
    cluster[1] = std::min(shapes->cells_u[i], 20.0F) / scale[3];
    cluster[2] = std::min(shapes->cells_v[i], 20.0F) / scale[3];
    cluster[3] = std::clamp(shapes->charge[i] / scale[4], 0.0F, 4.0F);
    cluster_direction((*detector)->modules()[hits.module[i]], {hits.x[i], hits.y[i], hits.z[i]},
                      shapes->cells_u[i], shapes->cells_v[i], cluster + 4);
  }
}

}  // namespace trackloom::metric_learning
