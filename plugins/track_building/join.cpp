#include "track_building/join.hpp"

#include <algorithm>
#include <iterator>

#include "track_building/track_writer.hpp"

namespace trackloom::track_building {

void Join::describe(StageDescription<Config>& stage) {
  stage
      .doc(
          "Joins the tracks of two passes. Hits that both use stay with the first; what is left of "
          "a track of the second needs min_hits.")
      .inputs({"first", "second"});
  stage.param("min_hits", &Config::min_hits)
      .at_least(1)
      .doc("of what is left of a track of the second pass");
}

void Join::operator()(const TrackCandidates& first, const TrackCandidates& second,
                      TrackCandidates& tracks) const {
  std::uint32_t nodes = 0;
  for (const auto* list : {&first, &second}) {
    for (const std::uint32_t h : list->hit) nodes = std::max(nodes, h + 1);
  }
  std::vector<char> used(nodes, 0);
  TrackWriter writer;
  for (std::size_t t = 0; t < first.size(); ++t) {
    writer.add(first[t]);
    for (const std::uint32_t h : first[t]) used[h] = 1;
  }
  std::vector<std::uint32_t> left;
  for (std::size_t t = 0; t < second.size(); ++t) {
    left.clear();
    std::copy_if(second[t].begin(), second[t].end(), std::back_inserter(left),
                 [&](std::uint32_t h) { return used[h] == 0; });
    if (left.size() >= static_cast<std::size_t>(config_.min_hits)) writer.add(left);
  }
  writer.write(tracks);
}

}  // namespace trackloom::track_building
