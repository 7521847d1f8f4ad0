#include "gnn_torch/wedge.hpp"

#include <algorithm>

#include "gnn/features.hpp"

namespace trackloom::gnn {

void Wedge::cut(const TrainingGraph& graph, const Architecture& architecture, const WedgeCut& cut,
                const LabelWeights& weights) {
  const auto width = static_cast<std::size_t>(architecture.node_width());
  row_.assign(graph.node_count(), -1);
  members_.clear();
  nodes_.clear();
  // Features hold phi divided by its scale, which a model may choose.
  const float half_turns = architecture.node_scales[1] / 3.14159265F;
  for (std::size_t n = 0; n < graph.node_count(); ++n) {
    const float* from = graph.nodes.data() + n * width;
    float offset = from[1] * half_turns - cut.begin;
    if (offset < 0) offset += 2.0F;
    if (offset >= 2.0F) offset -= 2.0F;
    if (offset >= cut.width) continue;
    row_[n] = static_cast<std::int32_t>(members_.size());
    members_.push_back(static_cast<std::uint32_t>(n));
    nodes_.insert(nodes_.end(), from, from + width);
    float* row = nodes_.data() + nodes_.size() - width;
    if (cut.reflect_phi) row[1] = -row[1];
    if (cut.mirror_z) row[2] = -row[2];
    if (cut.drop_clusters && architecture.cluster_features) {
      std::fill(row + architecture.node_features, row + width, 0.0F);
    }
  }
  source_.clear();
  target_.clear();
  label_.clear();
  weight_.clear();
  kept_.clear();
  has_weight_ = false;
  const float weight_of[3] = {weights.fake, weights.target, weights.masked};
  for (const std::uint32_t n : members_) {
    for (std::uint32_t i = graph.first[n]; i < graph.first[n + 1]; ++i) {
      const std::int32_t to = row_[graph.target[i]];
      if (to < 0) continue;
      source_.push_back(row_[n]);
      target_.push_back(to);
      kept_.push_back(i);
      label_.push_back(graph.label[i] == EdgeLabel::fake ? 0.0F : 1.0F);
      weight_.push_back(weight_of[static_cast<int>(graph.label[i])]);
      has_weight_ = has_weight_ || weight_.back() > 0;
    }
  }
  const auto stride = static_cast<std::size_t>(architecture.edge_width());
  edge_features_.resize(source_.size() * stride);
  if (architecture.edge_features > 0) {
    edge_features(nodes_, architecture.node_width(), source_, target_, stride, edge_features_);
  }
  copy_extra(graph, architecture, cut.drop_clusters);
}

void Wedge::copy_extra(const TrainingGraph& graph, const Architecture& architecture,
                       bool drop_clusters) {
  const auto extra = static_cast<std::size_t>(architecture.extra_width());
  if (extra == 0) return;
  const std::size_t dropped =
      drop_clusters && architecture.cluster_features ? ClusterMatch::width : 0;
  const auto stride = static_cast<std::size_t>(architecture.edge_width());
  float* row = edge_features_.data() + architecture.edge_features;
  for (const std::uint32_t i : kept_) {
    std::copy_n(graph.extra.data() + i * extra, extra, row);
    std::fill_n(row, dropped, 0.0F);
    row += stride;
  }
}

GraphInput Wedge::input() const {
  return {.nodes = static_cast<std::int64_t>(members_.size()),
          .node_features = nodes_,
          .edge_features = edge_features_,
          .source = source_,
          .target = target_};
}

}  // namespace trackloom::gnn
