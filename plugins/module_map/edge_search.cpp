#include "module_map/edge_search.hpp"

#include <algorithm>
#include <numbers>
#include <stdexcept>
#include <string>

namespace trackloom::module_map {
namespace {

// The sweep compares azimuths that were rounded differently from dphi; it may let a few more
// through, the exact test follows.
constexpr float azimuth_slack = 1e-5F;

[[noreturn]] void refuse_doublets(std::size_t max_doublets) {
  throw std::runtime_error("more than max_doublets = " + std::to_string(max_doublets) +
                           " doublets; raise it, or use narrower ranges");
}

}  // namespace

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
  if (edges_.size() > max_doublets) refuse_doublets(max_doublets);
  edge_first_.back() = static_cast<std::uint32_t>(edges_.size());
}

// Both modules are sorted by azimuth: for growing azimuth of the inner hit the window of outer hits
// only moves forward. `offset`: azimuth of the outer module's centre from that of the inner one.
void EdgeSearch::cross(const DoubletWindow& window, std::uint32_t inner_module,
                       std::uint32_t outer_module, float offset, std::size_t max_doublets) {
  const std::uint32_t begin = hits_.first[outer_module];
  const std::uint32_t end = hits_.first[outer_module + 1];
  const bool may_wrap =
      std::abs(offset) + hits_.extent(inner_module) + hits_.extent(outer_module) + azimuth_slack >=
      std::numbers::pi_v<float>;
  std::uint32_t low = begin;
  for (std::uint32_t i = hits_.first[inner_module]; i < hits_.first[inner_module + 1]; ++i) {
    if (edges_.size() > max_doublets) refuse_doublets(max_doublets);
    if (may_wrap) {
      for (std::uint32_t o = begin; o < end; ++o) try_pair(window, i, o);
      continue;
    }
    const float origin = hits_.azimuth[i] - offset;
    const float lowest = origin + window.min[1] - azimuth_slack;
    const float highest = origin + window.max[1] + azimuth_slack;
    while (low < end && hits_.azimuth[low] < lowest) ++low;
    for (std::uint32_t o = low; o < end && hits_.azimuth[o] <= highest; ++o) {
      try_pair(window, i, o);
    }
  }
}

void EdgeSearch::try_pair(const DoubletWindow& window, std::uint32_t inner, std::uint32_t outer) {
  const Point& a = hits_.point[inner];
  const Point& b = hits_.point[outer];
  const float deta = a.eta - b.eta;  // two subtractions reject most candidates, before divisions
  if (!(window.min[3] <= deta && deta <= window.max[3])) return;
  const Doublet candidate = doublet(a, b);
  if (window.accepts(candidate)) edges_.push_back({inner, outer, candidate});
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
      if (!window.outer.accepts(outer->doublet) ||
          !window.accepts(inner.doublet.slope_rz - outer->doublet.slope_rz,
                          inner.doublet.slope_xy - outer->doublet.slope_xy)) {
        continue;
      }
      used_[e] = 1;
      used_[static_cast<std::size_t>(outer - edges_.begin())] = 1;
    }
  }
}

void EdgeSearch::make_graph(const Hits& hits, HitGraph& graph) {
  const auto outward = [&](std::uint32_t a, std::uint32_t b) {
    if (hits.r[a] != hits.r[b]) return hits.r[a] < hits.r[b];
    const float za = std::abs(hits.z[a]), zb = std::abs(hits.z[b]);
    return za != zb ? za < zb : a < b;
  };
  keys_.clear();
  for (std::size_t e = 0; e < edges_.size(); ++e) {
    if (!used_[e]) continue;
    std::uint64_t a = hits_.row[edges_[e].inner];
    std::uint64_t b = hits_.row[edges_[e].outer];
    if (!outward(static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b))) std::swap(a, b);
    keys_.push_back(a << 32 | b);
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
