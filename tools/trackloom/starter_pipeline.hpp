// A pipeline to start from, written out with comments.
#pragma once

#include <string>

#include "trackloom/plan.hpp"

// What the plan's paths stand for in the text.
struct Places {
  std::string share, input, output;  // as the plan was loaded with
};

// The plan as one YAML file: no includes and variants; every stage with what it does, its
// parameters with their documentation, and those that keep their default as comments.
std::string starter_pipeline(const trackloom::Plan& plan, const std::string& name,
                             const std::string& from, const Places& places);
