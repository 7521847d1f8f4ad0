// Paths with the largest sum of edge weights, the best first: the rule of a path table and the
// queue of starts.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <queue>
#include <vector>

#include "track_building/path_table.hpp"

namespace trackloom::track_building {

// Scores outside are taken as these: a network's last digits carry no information, and one certain
// edge must not outweigh a whole path.
inline constexpr float smallest_score = 0.001F;
inline constexpr float largest_score = 0.999F;

inline float log_odds(float score) {
  const float s = std::clamp(score, smallest_score, largest_score);
  return std::log(s / (1 - s));
}

struct LargestSum {
  const Subgraph& graph;
  const std::vector<float>& weight;

  Continuation operator()(std::uint32_t n, const PathTable<LargestSum>& table) const {
    Continuation best;
    for (std::uint32_t e = graph.first_out[n]; e < graph.first_out[n + 1]; ++e) {
      const std::uint32_t target = graph.target[e];
      if (!table.usable(target)) continue;
      const float value = weight[e] + table[target].value;
      if (value > best.value) best = {value, target};
    }
    return best;
  }

  // Values only fall: a node that did not go on to the lost one still has its best.
  bool depends(std::uint32_t e, const PathTable<LargestSum>& table) const {
    return table[graph.source[e]].next == graph.target[e];
  }
};

// Weights of edges: log odds of their scores minus those of score_zero.
inline std::vector<float> path_weights(const Subgraph& edges, float score_zero) {
  std::vector<float> weight(edges.edges());
  const float zero = log_odds(score_zero);
  for (std::uint32_t e = 0; e < edges.edges(); ++e) weight[e] = log_odds(edges.score[e]) - zero;
  return weight;
}

// Where the best of the paths left begins. A hit that a better path runs through cannot be it, so
// it is in the queue only once no path of larger sum continues at it: a fraction of all hits.
class StartQueue {
 public:
  explicit StartQueue(const PathTable<LargestSum>& table, std::uint32_t nodes)
      : table_(table), covers_(nodes, 0), covered_(nodes, 0) {
    for (std::uint32_t n = 0; n < nodes; ++n) cover(n);
    for (std::uint32_t n = 0; n < nodes; ++n) push(n);
  }

  // no_node when no path is left.
  std::uint32_t pop() {
    while (!queue_.empty()) {
      const Start start = queue_.top();
      queue_.pop();
      // Entries of taken hits, and of hits whose path has become worse since, are out of date.
      if (table_.usable(start.node) && table_[start.node].value == start.value) return start.node;
    }
    return no_node;
  }

  // The node went on as `before` and now does as the table says, or is taken.
  void changed(std::uint32_t n, const Continuation& before) {
    const bool covered_before = covers_[n] != 0;
    if (covered_before) --covered_[before.next];
    covers_[n] = 0;
    if (table_.usable(n)) cover(n);
    if (covered_before) push(before.next);
    push(n);
  }

 private:
  struct Start {
    float value;
    std::uint32_t node;
    bool operator<(const Start& other) const noexcept {  // the queue's top is the largest
      return value != other.value ? value < other.value : node > other.node;
    }
  };

  void cover(std::uint32_t n) {
    const Continuation& best = table_[n];
    if (best.next == no_node || !(best.value > table_[best.next].value)) return;
    covers_[n] = 1;
    ++covered_[best.next];
  }
  void push(std::uint32_t n) {
    if (covered_[n] == 0 && table_.usable(n) && table_[n].next != no_node) {
      queue_.push({table_[n].value, n});
    }
  }

  const PathTable<LargestSum>& table_;
  std::vector<char> covers_;            // the node's path is better than what it continues with
  std::vector<std::uint32_t> covered_;  // how many such nodes continue at this one
  std::priority_queue<Start> queue_;
};

}  // namespace trackloom::track_building
