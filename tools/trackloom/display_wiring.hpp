// Which products of a plan an event display shows.
#pragma once

#include <string>
#include <vector>

#include "trackloom/plan.hpp"

struct DisplayWiring {
  struct Graph {
    std::string graph;   // STAGE.PORT
    std::string scores;  // empty: none
    std::string name;    // on the page: the stage that makes the graph
  };
  std::string tracks;      // STAGE.PORT
  std::string parameters;  // of these tracks; empty: not fitted
  std::vector<Graph> graphs;
};

// Tracks: those of the stage `tracks_of`, else those that the first sink reads, else the last that
// are made. Graphs: those that stages read together with scores to make tracks, in the pipeline's
// order, two at most; without such a stage the last graph. Throws std::runtime_error if there are
// no tracks, or none of that stage.
DisplayWiring display_wiring(const trackloom::Plan& plan, const std::string& tracks_of);
