// A training run on disk: parameters and the optimiser's state, as safetensors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "neural/adamw.hpp"
#include "neural/parameters.hpp"

namespace trackloom::neural {

struct TrainingState {
  std::vector<float> parameters;
  AdamWState optimizer;  // has the steps taken
  std::uint64_t seed = 0;
  double minutes = 0;  // of training so far
  // What has been trained on so far, counted in the unit that `counted` names.
  std::uint64_t count = 0;
};

// Complete or absent. `metadata` describes the architecture; `counted` is the key of the count.
void write_training_state(const std::filesystem::path& path,
                          const std::vector<ParameterSpec>& specs, const TrainingState& state,
                          const std::string& counted, Metadata metadata);
// Every tensor checked against specs, metadata keys that are missing named; std::runtime_error.
TrainingState read_training_state(const SafetensorsFile& file,
                                  const std::vector<ParameterSpec>& specs,
                                  const std::string& counted);

}  // namespace trackloom::neural
