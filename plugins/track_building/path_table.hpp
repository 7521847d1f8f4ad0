// The best path onward from every node of an acyclic graph, kept up to date while paths are taken.
//
// One sweep in reverse topological order finds the best continuation of every node. When the hits
// of a path are taken, only the nodes upstream whose answer can have changed are evaluated again,
// last ones first. This replaces the enumeration of branches, whose number grows exponentially.
#pragma once

#include <cstdint>
#include <queue>
#include <span>
#include <vector>

#include "track_building/subgraph.hpp"

namespace trackloom::track_building {

inline constexpr std::uint32_t no_node = 0xFFFFFFFF;

struct Continuation {
  float value = 0;               // quality of the best path that starts here
  std::uint32_t next = no_node;  // its second node
  friend bool operator==(const Continuation&, const Continuation&) = default;
};

// Rule: Continuation operator()(node, const PathTable&) chooses among the nodes with usable(n);
//       bool depends(edge, const PathTable&): may the choice of the edge's source change with that
//       of its target, or with the target's loss?
template <class Rule>
class PathTable {
 public:
  // `allowed[n]` is 0 for nodes that belong to no path.
  PathTable(const Subgraph& graph, std::vector<char> allowed, Rule rule)
      : graph_(graph),
        rule_(rule),
        order_(topological_order(graph)),
        position_(graph.nodes),
        usable_(std::move(allowed)),
        waiting_(graph.nodes, 0),
        best_(graph.nodes) {
    for (std::uint32_t i = 0; i < graph.nodes; ++i) position_[order_[i]] = i;
    for (std::uint32_t i = graph.nodes; i-- > 0;) {
      if (usable(order_[i])) best_[order_[i]] = rule_(order_[i], *this);
    }
  }

  const std::vector<std::uint32_t>& order() const noexcept { return order_; }
  bool usable(std::uint32_t n) const noexcept { return usable_[n] != 0; }
  std::span<const char> usable() const noexcept { return usable_; }
  const Continuation& operator[](std::uint32_t n) const noexcept { return best_[n]; }
  std::uint32_t position(std::uint32_t n) const noexcept { return position_[n]; }

  void path(std::uint32_t start, std::vector<std::uint32_t>& hits) const {
    hits.clear();
    for (std::uint32_t n = start; n != no_node; n = best_[n].next) hits.push_back(n);
  }

  // Makes the hits of a path unusable and evaluates again what that changes, but nothing before
  // `from` in topological order. Calls changed(n, before) for every node whose continuation
  // is no longer `before`.
  template <class F>
  void take(std::span<const std::uint32_t> hits, std::uint32_t from, F&& changed) {
    for (const std::uint32_t n : hits) usable_[n] = 0;
    for (const std::uint32_t n : hits) call_predecessors(n, from);
    while (!queue_.empty()) {
      const std::uint32_t n = order_[queue_.top()];
      queue_.pop();
      waiting_[n] = 0;
      const Continuation now = rule_(n, *this);
      if (now == best_[n]) continue;
      const Continuation before = best_[n];
      best_[n] = now;
      if (now.value != before.value) call_predecessors(n, from);
      changed(n, before);
    }
  }

 private:
  void call_predecessors(std::uint32_t n, std::uint32_t from) {
    for (std::uint32_t i = graph_.first_in[n]; i < graph_.first_in[n + 1]; ++i) {
      const std::uint32_t e = graph_.in_edge[i];
      const std::uint32_t p = graph_.source[e];
      if (!usable(p) || waiting_[p] || position_[p] < from || !rule_.depends(e, *this)) continue;
      waiting_[p] = 1;
      queue_.push(position_[p]);
    }
  }

  const Subgraph& graph_;
  Rule rule_;
  std::vector<std::uint32_t> order_, position_;
  std::vector<char> usable_, waiting_;
  std::vector<Continuation> best_;
  std::priority_queue<std::uint32_t> queue_;
};

}  // namespace trackloom::track_building
