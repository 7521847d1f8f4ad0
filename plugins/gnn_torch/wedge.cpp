#include "gnn_torch/wedge.hpp"

#include <algorithm>

#include "gnn/features.hpp"

namespace trackloom::gnn {

void Wedge::cut(const TrainingGraph& graph, const Architecture& architecture, const WedgeCut& cut,
                const LossWeights& weights) {
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
      const float factor = weights.trackml ? graph.trackml_weight[i] : 1.0F;
      weight_.push_back(factor * weight_of[static_cast<int>(graph.label[i])]);
      has_weight_ = has_weight_ || weight_.back() > 0;
    }
  }
  if (weights.distillation > 0) add_teacher(graph, weights.distillation);
  const auto stride = static_cast<std::size_t>(architecture.edge_width());
  edge_features_.resize(source_.size() * stride);
  pair_features(nodes_, architecture, source_, target_, stride, edge_features_);
  copy_extra(graph, architecture, cut.drop_clusters);
}

// BCE is linear in its label: two terms with weights a, b and labels y, t are one with weight a + b
// and label (a y + b t) / (a + b), up to a constant.
void Wedge::add_teacher(const TrainingGraph& graph, float share) {
  double sum = 0;
  for (const float weight : weight_) sum += weight;
  const auto of_truth = static_cast<float>(sum > 0 ? (1.0 - share) / sum : 0.0);
  const float of_teacher = share / static_cast<float>(weight_.size());
  for (std::size_t i = 0; i < weight_.size(); ++i) {
    const float truth = of_truth * weight_[i];
    const float both = truth + of_teacher;
    label_[i] = (truth * label_[i] + of_teacher * graph.teacher[kept_[i]]) / both;
    weight_[i] = both;
  }
  has_weight_ = !weight_.empty();
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
