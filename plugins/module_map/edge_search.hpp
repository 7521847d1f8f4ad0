// Applies a module map to the hits of one event.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "event_data/graph.hpp"
#include "module_map/hits_by_module.hpp"
#include "module_map/module_map.hpp"

namespace trackloom::module_map {

// Both throw std::runtime_error where there are more.
void check_doublets(std::size_t doublets, std::size_t max_doublets);
void check_edges(std::size_t edges, std::size_t max_edges);

// Works on one event at a time and keeps its memory; any number of instances share a map.
//
// Three steps: doublets (for each module pair of the map, the pairs of their hits inside the pair's
// windows), triplets (for each module triplet, pairs of doublets that share the middle hit and are
// inside the triplet's own windows; their doublets survive), and the graph.
class EdgeSearch {
 public:
  // `azimuths`: module_azimuths() of the detector that the map was learned for. Throws
  // std::runtime_error as soon as the event has more than `max_doublets` doublets.
  void find(const ModuleMap& map, const std::vector<float>& azimuths, const Hits& hits,
            std::size_t max_doublets);

  // Doublets that passed the windows of their module pair, and those that a triplet uses too.
  std::size_t doublets() const noexcept { return edges_.size(); }
  std::size_t survivors() const noexcept { return survivors_; }

  // The survivors as a graph on the rows of Hits. Every edge points to the larger r (ties: larger
  // |z|, then the later row), so that the graph has no cycle even where the map knows a module pair
  // in both directions; edges that coincide after that are one.
  void make_graph(const Hits& hits, HitGraph& graph);

 private:
  struct Edge {
    std::uint32_t inner, outer;  // places in hits_
    Doublet doublet;
  };

  void find_doublets(const ModuleMap& map, const std::vector<float>& azimuths,
                     std::size_t max_doublets);
  void cross(const DoubletWindow& window, std::uint32_t inner_module, std::uint32_t outer_module,
             float offset, std::size_t max_doublets);
  void find_triplets(const ModuleMap& map);
  void join(const TripletWindow& window, std::size_t inner_doublet, std::size_t outer_doublet);

  HitsByModule hits_;
  std::vector<Edge> edges_;                // by module pair, then by place of the inner hit
  std::vector<std::uint32_t> edge_first_;  // per module pair of the map, + 1
  std::vector<std::uint8_t> used_;         // per edge: some accepted triplet uses it
  std::size_t survivors_ = 0;
  std::vector<std::uint64_t> keys_;
};

}  // namespace trackloom::module_map
