// Several pipelines as one: what they have in common runs once.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "comparing/side.hpp"

namespace comparing {

// A stage of the merged pipeline and the sides that it serves.
struct MergedStage {
  std::string name;  // in the merged pipeline
  std::string use;
  std::vector<std::size_t> sides;  // indices of sides
  std::vector<std::string> names;  // what each of them calls it
  std::string work;                // equal for stages that differ at most in where they write
};

// Sides whose sources can be one source, merged into one pipeline.
struct Merged {
  std::vector<std::size_t> sides;
  std::vector<MergedStage> stages;  // the source first; without what the comparison adds
  std::string document;             // YAML that load_plan() reads
  // Names of the added sinks, by position in `sides`.
  std::vector<std::string> particle_sinks;
  // Sinks that compare a side with the first of `sides`: tracks, and edges of an evaluation.edges
  // that both have.
  struct Agreement {
    std::size_t side = 0;
    std::string edges;  // the name of evaluation.edges on both sides; empty: tracks only
    std::string sink;
  };
  std::vector<Agreement> agreements;
};

// Two stages are one where library, kind, parameters (given or default), inputs, error policy,
// lanes and concurrency are equal. Sources are one where the parameters that matter to a side are
// equal; a yes/no parameter named like an output that the side does not read does not matter to it
// (trackml.reader's `cells`).
//
// The sides come in groups, each in the order of the first that no other group takes. Each side's
// lists are written to OUTPUT/LABEL. Throws std::runtime_error where the sides' sources differ in
// kind or in the files that they read, or one plugin comes from two files.
std::vector<Merged> merge(const std::vector<Side>& sides, const std::filesystem::path& output);

}  // namespace comparing
