#include "event_data/graph.hpp"

namespace trackloom {

void HitGraph::clear() {
  nodes = 0;
  source.clear();
  target.clear();
  first.clear();
}

std::size_t HitGraph::bytes() const noexcept {
  return (source.size() + target.size() + first.size()) * sizeof(std::uint32_t);
}

void HitGraph::index() {
  first.assign(nodes + 1, 0);
  for (const std::uint32_t node : source) ++first[node + 1];
  for (std::uint32_t n = 0; n < nodes; ++n) first[n + 1] += first[n];
}

void TrackCandidates::push_back(std::span<const std::uint32_t> hits) {
  hit.insert(hit.end(), hits.begin(), hits.end());
  first.push_back(static_cast<std::uint32_t>(hit.size()));
}

void TrackCandidates::clear() {
  first.assign(1, 0);
  hit.clear();
}

std::size_t TrackCandidates::bytes() const noexcept {
  return (first.size() + hit.size()) * sizeof(std::uint32_t);
}

}  // namespace trackloom
