#include "metric_learning/node_features.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "metric_learning/architecture.hpp"
#include "metric_learning/feature_values.hpp"

namespace trackloom::metric_learning {

namespace {

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
  RowLayout layout = row_layout(architecture);
  if (!with_cells) layout.cells = -1;
  const auto width = static_cast<std::size_t>(architecture.input_width());
  out.assign(hits.size() * width, 0.0F);
  for (std::size_t i = 0; i < hits.size(); ++i) {
    HitValues hit{hits.x[i], hits.y[i], hits.z[i], hits.r[i], hits.phi[i], 0, 0, 0};
    ModuleValues module{};
    if (with_cells) {
      const Module& m = (*detector)->modules()[hits.module[i]];
      module = {m.rotation.data(), m.pitch_u, m.pitch_v, m.thickness};
      hit.cells_u = shapes->cells_u[i];
      hit.cells_v = shapes->cells_v[i];
      hit.charge = shapes->charge[i];
    }
    feature_row(layout, hit, module, out.data() + i * width);
  }
}

RowLayout row_layout(const Architecture& architecture) {
  const NodeColumns columns(architecture.cluster_features, architecture.frames == 0);
  RowLayout layout;
  std::copy_n(architecture.scales.begin(), 5, layout.scale);
  if (architecture.cluster_features) layout.cells = static_cast<int>(NodeColumns::cells);
  layout.cos_phi = static_cast<int>(columns.cos_phi);
  return layout;
}

}  // namespace trackloom::metric_learning
