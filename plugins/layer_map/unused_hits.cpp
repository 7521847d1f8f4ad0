#include "layer_map/unused_hits.hpp"

#include <stdexcept>
#include <string>

namespace trackloom::layer_map {
namespace {

template <class T>
std::vector<T> pick(const std::vector<T>& column, const std::vector<std::uint8_t>& used) {
  if (used.empty()) return column;
  std::vector<T> picked;
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (used[i] == 0) picked.push_back(column[i]);
  }
  return picked;
}

}  // namespace

void mark_used(const TrackCandidates& tracks, std::size_t hits, std::vector<std::uint8_t>& used) {
  used.assign(hits, 0);
  for (const std::uint32_t hit : tracks.hit) {
    if (hit >= hits) {
      throw std::runtime_error("a track to exclude has hit " + std::to_string(hit) +
                               ", but the event has only " + std::to_string(hits) +
                               " hits; are these tracks of another event?");
    }
    used[hit] = 1;
  }
}

Hits unused_hits(const Hits& hits, const std::vector<std::uint8_t>& used) {
  Hits left;
  left.id = pick(hits.id, used);
  left.r = pick(hits.r, used);
  left.z = pick(hits.z, used);
  left.phi = pick(hits.phi, used);
  left.layer = pick(hits.layer, used);
  return left;
}

Truth unused_truth(const Truth& truth, const std::vector<std::uint8_t>& used) {
  Truth left;
  left.present = truth.present;
  left.particle_id = pick(truth.particle_id, used);
  left.particle = pick(truth.particle, used);
  left.x = pick(truth.x, used);
  left.y = pick(truth.y, used);
  left.z = pick(truth.z, used);
  return left;
}

}  // namespace trackloom::layer_map
