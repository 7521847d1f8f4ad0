// Tracks as connected components: FastSV and two sorts on the device, the lists on the host.
#pragma once

#include <cstdint>

#include "cuda/incoming.hpp"
#include "cuda/lane.hpp"
#include "cuda/products.hpp"
#include "event_data/graph.hpp"

namespace trackloom::cuda {

// Which edges join their hits.
enum class Joining {
  above_cut,  // as track_building.connected_components
  best,       // of those the ones that are best at both ends, as track_building.best_edges
};

// Workspace of one lane.
class ComponentsOnDevice {
 public:
  // The tracks of the CPU stage. Throws std::runtime_error where graph, scores and hits do not fit,
  // OutOfMemory.
  void find(Lane& lane, const HitColumns& hits, const Graph& graph, const Scores& scores,
            Joining joining, float score_cut, std::uint32_t min_hits, TrackCandidates& tracks);

 private:
  const std::uint32_t* choose_edges(Lane& lane, const Graph& graph, const Scores& scores,
                                    Joining joining, float score_cut);
  void label(Lane& lane, const Graph& graph, const std::uint32_t* use);
  void sort_hits(Lane& lane, const HitColumns& hits);

  IncomingEdges incoming_;
  DeviceBuffer<std::uint32_t> use_, best_out_, best_in_, parent_, changed_;
  DeviceBuffer<std::uint32_t> key_, row_, sorted_key_, sorted_row_, label_, sorted_label_, member_;
  PinnedBuffer<std::uint32_t> host_;  // labels, then rows
};

}  // namespace trackloom::cuda
