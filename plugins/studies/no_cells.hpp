// Stage studies.no_cells: cells as an event has them whose cells are not known.
#pragma once

#include "event_data/hits.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::studies {

// For one part of a chain: a stage whose `cells` port takes these does without, while the rest of
// the chain has the event's cells.
class NoCells {
 public:
  struct Config {};
  static void describe(StageDescription<Config>& stage) {
    stage.doc(
        "Absent cells, for the `cells` ports of single stages; to do without everywhere, let the "
        "reader not read them.");
  }
  explicit NoCells(const Config&) {}
  void operator()(const Hits&, Cells& cells) const { cells.clear(); }
};

}  // namespace trackloom::studies
