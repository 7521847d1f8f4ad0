#include "gnn_torch/torchscript_stage.hpp"

#include <algorithm>
#include <stdexcept>

#include "gnn/features.hpp"
#include "gnn_torch/heap.hpp"
#include "trackloom/error.hpp"

namespace trackloom::gnn {

namespace {

const std::vector<std::string> node_names = {"r", "phi", "z", "x", "y", "cells", "charge"};
const std::vector<std::string> edge_names = {"dr", "dphi", "dz", "deta", "phislope", "rphislope"};
constexpr std::size_t edge_count = 6;

std::vector<std::size_t> columns(const std::vector<std::string>& asked,
                                 const std::vector<std::string>& known, const char* parameter) {
  std::vector<std::size_t> result;
  for (const std::string& name : asked) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) {
      std::string all;
      for (const std::string& one : known) all += (all.empty() ? "" : ", ") + one;
      throw ConfigError("'" + name + "' is no feature; there are " + all, parameter);
    }
    result.push_back(static_cast<std::size_t>(found - known.begin()));
  }
  return result;
}

TorchScriptModel load(const TorchScriptStage::Config& config) {
  columns(config.node_features, node_names, "node_features");
  if (config.node_scales.size() != config.node_features.size()) {
    throw ConfigError("there are " + std::to_string(config.node_scales.size()) + " scales for " +
                          std::to_string(config.node_features.size()) + " node features",
                      "node_scales");
  }
  for (const float scale : config.node_scales) {
    if (!(scale > 0)) throw ConfigError("a scale is not positive", "node_scales");
  }
  try {
    return {config.model,
            {.inputs = config.inputs,
             .output = config.output,
             .node_width = static_cast<std::int64_t>(config.node_features.size()),
             .edge_width = static_cast<std::int64_t>(config.edge_features.size()),
             .probability = config.result == "probability"}};
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "model");
  }
}

}  // namespace

void TorchScriptStage::describe(StageDescription<Config>& stage) {
  stage.doc("Scores the edges of a graph with a TorchScript model of your own (one thread).")
      .clone_per_thread()
      .inputs({"hits", "cells", "graph"});
  using C = Config;
  stage.param("model", &C::model).doc("TorchScript file (.pt)").input_file().required();
  stage.param("inputs", &C::inputs)
      .doc(
          "ARGUMENT=CONTENT for each argument of the model's forward; the content is "
          "node_features, edge_index ([2, edges], inner ends first), edge_features, source or "
          "target");
  stage.param("output", &C::output)
      .doc(
          "field of the named tuple, key of the Dict or place in the tuple that forward returns; "
          "empty: it returns a tensor");
  stage.param("result", &C::result)
      .doc("what the model returns: logit, or probability if the sigmoid is inside")
      .one_of({"logit", "probability"})
      .required();
  stage.param("node_features", &C::node_features).doc("any of r, phi, z, x, y, cells, charge");
  stage.param("node_scales", &C::node_scales)
      .doc("node features are divided by these (mm, rad, cells, unit of charge)");
  stage.param("edge_features", &C::edge_features)
      .doc("any of dr, dphi, dz, deta, phislope, rphislope, of r / 1000 mm, phi / pi, z / 1000 mm");
}

TorchScriptStage::TorchScriptStage(const Config& config)
    : config_(config),
      edge_columns_(columns(config.edge_features, edge_names, "edge_features")),
      model_(load(config)) {
  keep_large_blocks();
}

void TorchScriptStage::fill_nodes(const Hits& hits, const Cells* cells) {
  const std::size_t width = config_.node_features.size();
  nodes_.resize(hits.size() * width);
  for (std::size_t k = 0; k < width; ++k) {
    const std::string& name = config_.node_features[k];
    const float scale = config_.node_scales[k];
    const auto fill = [&](auto&& value) {
      for (std::size_t i = 0; i < hits.size(); ++i) nodes_[i * width + k] = value(i) / scale;
    };
    if (name == "cells" || name == "charge") {
      if (cells == nullptr || !cells->present) {
        throw std::runtime_error("the node feature " + name + " is wanted, the event has no cells");
      }
      fill([&](std::size_t i) {
        const std::uint32_t begin = cells->first[i], end = cells->first[i + 1];
        if (name == "cells") return static_cast<float>(end - begin);
        float sum = 0;
        for (std::uint32_t c = begin; c < end; ++c) sum += cells->value[c];
        return sum;
      });
      continue;
    }
    const std::vector<float>& column = name == "r"     ? hits.r
                                       : name == "phi" ? hits.phi
                                       : name == "z"   ? hits.z
                                       : name == "x"   ? hits.x
                                                       : hits.y;
    fill([&](std::size_t i) { return column[i]; });
  }
}

void TorchScriptStage::fill_edges(const Hits& hits) {
  const std::size_t width = edge_columns_.size();
  edges_.resize(source_.size() * width);
  if (width == 0) return;
  node_features({hits}, Architecture{}, plain_nodes_);  // r, phi, z in the usual scales
  plain_edges_.resize(source_.size() * edge_count);
  edge_features(plain_nodes_, 3, source_, target_, edge_count, plain_edges_);
  for (std::size_t i = 0; i < source_.size(); ++i) {
    for (std::size_t k = 0; k < width; ++k) {
      edges_[i * width + k] = plain_edges_[i * edge_count + edge_columns_[k]];
    }
  }
}

void TorchScriptStage::operator()(const Hits& hits, const Cells* cells, const HitGraph& graph,
                                  EdgeScores& scores) {
  signed_edges(graph, hits.size(), source_, target_);
  scores.value.resize(graph.edges());
  if (graph.edges() == 0) return;
  fill_nodes(hits, cells);
  fill_edges(hits);
  model_.scores({.nodes = graph.nodes,
                 .node_features = nodes_,
                 .edge_features = edges_,
                 .source = source_,
                 .target = target_},
                scores.value);
}

}  // namespace trackloom::gnn
