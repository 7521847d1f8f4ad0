#include "metric_learning/training_batch.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace trackloom::metric_learning {

namespace {

constexpr std::uint32_t no_row = 0xFFFFFFFF;

void change_row(float* row, const NodeColumns& columns, const Architecture& architecture,
                const BatchCut& cut, float phi) {
  if (architecture.cluster_features) {
    if (cut.drop_clusters) {
      std::fill_n(row + NodeColumns::cells, NodeColumns::cluster_width, 0.0F);
    }
    if (cut.mirror_z) row[NodeColumns::geta] = -row[NodeColumns::geta];
    if (cut.reflect_phi) {
      row[NodeColumns::gphi] = -row[NodeColumns::gphi];
      row[NodeColumns::other_gphi] = -row[NodeColumns::other_gphi];
    }
  }
  if (cut.mirror_z) {
    row[NodeColumns::z] = -row[NodeColumns::z];
    row[NodeColumns::eta] = -row[NodeColumns::eta];
  }
  if (columns.cos_phi >= 0) {
    row[columns.cos_phi] = std::cos(phi);
    row[columns.sin_phi] = std::sin(phi);
  }
}

}  // namespace

void TrainingBatch::cut(const TrainingEvent& event, const Architecture& architecture,
                        const BatchCut& cut) {
  constexpr double turn = 2 * std::numbers::pi;
  const NodeColumns columns(architecture.cluster_features, architecture.frames == 0);
  const auto width = static_cast<std::size_t>(columns.width);
  row_.assign(event.size(), no_row);
  features.clear();
  phi.clear();
  layer.clear();
  particle.clear();
  edges.clear();
  for (std::size_t i = 0; i < event.size(); ++i) {
    double offset = std::fmod(event.phi[i] - cut.begin, turn);
    if (offset < 0) offset += turn;
    if (offset >= cut.width) continue;
    row_[i] = static_cast<std::uint32_t>(phi.size());
    const double angle = (cut.reflect_phi ? -event.phi[i] : event.phi[i]) + cut.rotation;
    phi.push_back(static_cast<float>(angle));
    layer.push_back(event.layer[i]);
    particle.push_back(event.particle[i]);
    const float* from = event.features.data() + i * width;
    features.insert(features.end(), from, from + width);
    change_row(features.data() + features.size() - width, columns, architecture, cut, phi.back());
  }
  for (const TrueEdge& edge : event.edges) {
    if (row_[edge.a] == no_row || row_[edge.b] == no_row) continue;
    edges.push_back({row_[edge.a], row_[edge.b], edge.weight});
  }
}

}  // namespace trackloom::metric_learning
