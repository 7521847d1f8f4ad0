#include "triplets/wedge.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace trackloom::triplets {

namespace {

constexpr std::uint32_t no_row = 0xFFFFFFFF;

}  // namespace

void Wedge::cut(const TrainingGraph& graph, const Architecture& architecture, const WedgeCut& cut) {
  constexpr double turn = 2 * std::numbers::pi;
  const auto width = static_cast<std::size_t>(architecture.doublet_width());
  row_.assign(graph.doublets(), no_row);
  for (auto* list : {&doublets_, &triplets_, &label_, &weight_}) list->clear();
  source_.clear();
  target_.clear();
  rows_ = 0;
  has_weight_ = false;
  for (std::size_t d = 0; d < graph.doublets(); ++d) {
    double offset = std::fmod(graph.phi[d] - cut.begin, turn);
    if (offset < 0) offset += turn;
    if (offset >= cut.width) continue;
    row_[d] = rows_++;
    const float* from = graph.doublet_features.data() + d * width;
    doublets_.insert(doublets_.end(), from, from + width);
    if (cut.drop_clusters && architecture.cluster_features) {
      std::fill_n(doublets_.end() - cluster_width, cluster_width, 0.0F);
    }
  }
  for (std::size_t t = 0; t < graph.triplets(); ++t) {
    const std::uint32_t a = row_[graph.source[t]];
    const std::uint32_t b = row_[graph.target[t]];
    if (a == no_row || b == no_row) continue;
    source_.push_back(a);
    target_.push_back(b);
    const float* from = graph.triplet_features.data() + t * triplet_width;
    triplets_.insert(triplets_.end(), from, from + triplet_width);
    label_.push_back(graph.label[t] == TripletLabel::fake ? 0.0F : 1.0F);
    weight_.push_back(graph.label[t] == TripletLabel::target ? 1.0F
                      : graph.label[t] == TripletLabel::fake ? cut.fake_weight
                                                             : 0.0F);
    has_weight_ = has_weight_ || weight_.back() > 0;
  }
}

GraphView Wedge::view() const {
  return {.doublets = rows_,
          .doublet_features = doublets_,
          .triplet_features = triplets_,
          .source = source_,
          .target = target_};
}

}  // namespace trackloom::triplets
