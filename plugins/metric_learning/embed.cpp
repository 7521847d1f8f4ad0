#include "metric_learning/embed.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "metric_learning/embedding.hpp"
#include "metric_learning/node_features.hpp"
#include "trackloom/error.hpp"

namespace trackloom::metric_learning {

namespace {

Model read_or_refuse(const std::string& path) {
  try {
    return read_model(path);
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "weights");
  }
}

}  // namespace

void Embed::describe(StageDescription<Config>& stage) {
  stage
      .doc(
          "Maps hits to points of a learned space, where consecutive hits of a track are close "
          "(one thread).")
      .clone_per_thread();
  stage.param("weights", &Config::weights)
      .doc("weight file (.safetensors) that train_embedding wrote")
      .input_file()
      .required();
}

Embed::Embed(const Config& config) : model_(read_or_refuse(config.weights)) {}

void Embed::operator()(const Hits& hits, const ClusterShapes* shapes, const DetectorRef* detector,
                       Points& points) {
  node_features(hits, shapes, detector, model_.architecture, features_);
  points.dimensions = static_cast<std::size_t>(model_.architecture.dimensions);
  points.value.resize(hits.size() * points.dimensions);
  const Embedding embedding(model_.architecture, model_.parameters);
  embedding.points({features_, hits.phi}, points.value);
  const auto bad = std::find_if(points.value.begin(), points.value.end(),
                                [](float value) { return !std::isfinite(value); });
  if (bad != points.value.end()) {
    const auto hit = static_cast<std::size_t>(bad - points.value.begin()) / points.dimensions;
    throw std::runtime_error("the point of hit " + std::to_string(hits.id[hit]) + " is not finite");
  }
}

}  // namespace trackloom::metric_learning
