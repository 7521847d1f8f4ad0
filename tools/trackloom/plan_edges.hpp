// The products of a plan as edges from the stage that makes them to those that read them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "trackloom/plan.hpp"

struct PlanEdge {
  std::size_t from = 0, to = 0;  // indices into Plan::stages
  std::string product;           // name of the type
  std::string port;              // of the stage that reads
};

// "hits" of "event_data.hits".
std::string last_word(const std::string& product);

// One per input port that has a producer, by reading stage and port.
std::vector<PlanEdge> plan_edges(const trackloom::Plan& plan);
