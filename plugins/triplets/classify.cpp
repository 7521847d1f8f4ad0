#include "triplets/classify.hpp"

#include <cmath>
#include <stdexcept>

#include "trackloom/error.hpp"

namespace trackloom::triplets {

namespace {

Model read_or_refuse(const std::string& path) {
  try {
    return read_model(path);
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "weights");
  }
}

}  // namespace

void Classify::describe(StageDescription<Config>& stage) {
  stage
      .doc(
          "Scores triplets with a message-passing network over the graph of doublets and triplets "
          "(one thread).")
      .clone_per_thread()
      .inputs({"hits", "cluster_shapes", "detector", "triplets"})
      .outputs({"scores"});
  stage.param("weights", &Config::weights)
      .doc("weight file (.safetensors) that triplets.train wrote")
      .input_file()
      .required();
}

Classify::Classify(const Config& config)
    : model_(read_or_refuse(config.weights)), network_(model_.architecture) {}

void Classify::operator()(const Hits& hits, const ClusterShapes* shapes,
                          const DetectorRef* detector, const TripletGraph& triplets,
                          TripletScores& scores) {
  doublet_features({hits, shapes, detector}, triplets, model_.architecture, doublet_features_);
  triplet_features(hits, triplets, model_.architecture, triplet_features_);
  scores.value.resize(triplets.triplets());
  network_.logits(model_.parameters,
                  {.doublets = static_cast<std::int64_t>(triplets.doublets()),
                   .doublet_features = doublet_features_,
                   .triplet_features = triplet_features_,
                   .source = triplets.links.source,
                   .target = triplets.links.target},
                  scores.value);
  for (std::size_t t = 0; t < scores.value.size(); ++t) {
    const float logit = scores.value[t];
    if (!std::isfinite(logit)) {
      throw std::runtime_error("the score of the triplet that begins with hit " +
                               std::to_string(hits.id[triplets.triplet(t)[0]]) + " is not finite");
    }
    scores.value[t] = 1.0F / (1.0F + std::exp(-logit));
  }
}

}  // namespace trackloom::triplets
