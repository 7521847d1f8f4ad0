// One side of a comparison: a planned pipeline and where in it the results are.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "comparing/physics.hpp"
#include "trackloom/plan.hpp"

namespace comparing {

// A graph and its scores that an evaluation.edges sink reads.
struct EdgeResult {
  std::string sink;                     // its name
  std::uint16_t graph = 0, scores = 0;  // slots
  double cut = 0.5;
};

struct Side {
  std::string label;  // of letters, digits, _ and -; unique
  std::string file;
  std::vector<std::string> variants;
  std::unique_ptr<trackloom::Plan> plan;
  std::uint16_t tracks = 0;            // slot of the tracks that count
  std::optional<std::size_t> summary;  // stage that evaluates them: its definitions are used
  std::vector<EdgeResult> edges;
  Definitions definitions;
};

// "out/pipelines/default.yaml" -> "default"; other characters become '-'. Made unique among `taken`
// by a number behind it.
std::string make_label(const std::string& text, const std::vector<std::string>& taken);

// Finds tracks, edges and definitions in side.plan. The tracks are those that evaluation.summary
// reads (of several such sinks the one called `physics`), else trackml.submission's, else those of
// the one other sink that takes tracks. Throws std::runtime_error that says what is missing.
void find_results(Side& side);

// Value of a parameter as the stage has it: given in the pipeline, or its default. The name must be
// one of the stage's.
trackloom::ParameterValue parameter_of(const trackloom::PlannedStage& stage,
                                       const std::string& name);

}  // namespace comparing
