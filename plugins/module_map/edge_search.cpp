#include "module_map/edge_search.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "module_map/search_steps.hpp"

namespace trackloom::module_map {

void check_doublets(std::size_t doublets, std::size_t max_doublets) {
  if (doublets <= max_doublets) return;
  throw std::runtime_error("more than max_doublets = " + std::to_string(max_doublets) +
                           " doublets; raise it, or use narrower ranges");
}

void check_edges(std::size_t edges, std::size_t max_edges) {
  if (edges <= max_edges) return;
  throw std::runtime_error("module map: " + std::to_string(edges) +
                           " edges are more than max_edges = " + std::to_string(max_edges) +
                           "; raise it, or use narrower ranges");
}

void EdgeSearch::find(const ModuleMap& map, const std::vector<float>& azimuths, const Hits& hits,
                      std::size_t max_doublets) {
  hits_.fill(hits, azimuths);
  find_doublets(map, azimuths, max_doublets);
  find_triplets(map);
}

void EdgeSearch::find_doublets(const ModuleMap& map, const std::vector<float>& azimuths,
                               std::size_t max_doublets) {
  edges_.clear();
  edge_first_.assign(map.doublet.size() + 1, 0);
  for (std::uint32_t m = 0; m < map.modules(); ++m) {
    for (std::uint32_t d = map.doublet_first[m]; d < map.doublet_first[m + 1]; ++d) {
      const std::uint32_t outer = map.outer_module[d];
      edge_first_[d] = static_cast<std::uint32_t>(edges_.size());
      if (hits_.empty(m) || hits_.empty(outer)) continue;
      cross(map.doublet[d], m, outer, wrap(azimuths[outer] - azimuths[m]), max_doublets);
    }
  }
  check_doublets(edges_.size(), max_doublets);
  edge_first_.back() = static_cast<std::uint32_t>(edges_.size());
}

// Both modules are sorted by azimuth: for growing azimuth of the inner hit the window of outer hits
// only moves forward.
void EdgeSearch::cross(const DoubletWindow& window, std::uint32_t inner_module,
                       std::uint32_t outer_module, float offset, std::size_t max_doublets) {
  const std::uint32_t begin = hits_.first[outer_module];
  const std::uint32_t end = hits_.first[outer_module + 1];
  const bool all = may_wrap(offset, hits_.extent(inner_module), hits_.extent(outer_module));
  std::uint32_t low = begin;
  for (std::uint32_t i = hits_.first[inner_module]; i < hits_.first[inner_module + 1]; ++i) {
    check_doublets(edges_.size(), max_doublets);
    const auto with = [&](std::uint32_t o) {
      try_pair(window, hits_.point[i], hits_.point[o], [&](const Doublet& d) {
        edges_.push_back({i, o, d});
      });
    };
    if (all) {
      for (std::uint32_t o = begin; o < end; ++o) with(o);
      continue;
    }
    const AzimuthRange range = partners_of(window, hits_.azimuth[i], offset);
    while (low < end && hits_.azimuth[low] < range.lowest) ++low;
    for (std::uint32_t o = low; o < end && hits_.azimuth[o] <= range.highest; ++o) with(o);
  }
}

void EdgeSearch::find_triplets(const ModuleMap& map) {
  used_.assign(edges_.size(), 0);
  for (std::size_t d = 0; d < map.doublet.size(); ++d) {
    if (edge_first_[d] == edge_first_[d + 1]) continue;
    for (std::uint32_t t = map.triplet_first[d]; t < map.triplet_first[d + 1]; ++t) {
      const std::uint32_t outer = map.outer_doublet[t];
      if (edge_first_[outer] == edge_first_[outer + 1]) continue;
      join(map.triplet[t], d, outer);
    }
  }
  survivors_ = static_cast<std::size_t>(std::count(used_.begin(), used_.end(), 1));
}

void EdgeSearch::join(const TripletWindow& window, std::size_t inner_doublet,
                      std::size_t outer_doublet) {
  const auto outer_begin = edges_.begin() + edge_first_[outer_doublet];
  const auto outer_end = edges_.begin() + edge_first_[outer_doublet + 1];
  for (std::uint32_t e = edge_first_[inner_doublet]; e < edge_first_[inner_doublet + 1]; ++e) {
    const Edge& inner = edges_[e];
    if (!window.inner.accepts(inner.doublet)) continue;
    auto outer = std::lower_bound(outer_begin, outer_end, inner.outer,
                                  [](const Edge& edge, std::uint32_t p) { return edge.inner < p; });
    for (; outer != outer_end && outer->inner == inner.outer; ++outer) {
      if (!window.accepts(inner.doublet, outer->doublet)) continue;
      used_[e] = 1;
      used_[static_cast<std::size_t>(outer - edges_.begin())] = 1;
    }
  }
}

void EdgeSearch::make_graph(const Hits& hits, HitGraph& graph) {
  keys_.clear();
  for (std::size_t e = 0; e < edges_.size(); ++e) {
    if (!used_[e]) continue;
    std::uint32_t a = hits_.row[edges_[e].inner];
    std::uint32_t b = hits_.row[edges_[e].outer];
    if (!outward(hits.r[a], hits.z[a], a, hits.r[b], hits.z[b], b)) std::swap(a, b);
    keys_.push_back(std::uint64_t{a} << 32 | b);
  }
  std::sort(keys_.begin(), keys_.end());
  keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
  graph.clear();
  graph.nodes = static_cast<std::uint32_t>(hits.size());
  for (const std::uint64_t key : keys_) {
    graph.source.push_back(static_cast<std::uint32_t>(key >> 32));
    graph.target.push_back(static_cast<std::uint32_t>(key));
  }
  graph.index();
}

}  // namespace trackloom::module_map
