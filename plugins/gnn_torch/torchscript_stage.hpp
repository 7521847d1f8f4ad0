// Stage gnn_torch.torchscript: scores the edges of a graph with a TorchScript model of the user's
// own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "gnn_torch/torchscript_model.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::gnn {

// Node features: any of r, phi, z, x, y (mm, rad), cells (number of cells of a hit), charge (their
// summed value), each divided by its scale. Edge features: any of dr, dphi, dz, deta, phislope,
// rphislope, as features.hpp makes them of r / 1000 mm, phi / pi and z / 1000 mm. One model and one
// set of buffers per instance. Throws std::runtime_error for an event whose graph does not fit its
// hits, that lacks cells which are wanted, or that the model fails on.
class TorchScriptStage {
 public:
  struct Config {
    std::string model;
    std::vector<std::string> inputs = {"x=node_features", "edge_index=edge_index",
                                       "edge_attr=edge_features"};
    std::string output;
    std::string result;
    std::vector<std::string> node_features = {"r", "phi", "z"};
    std::vector<float> node_scales = {1000.0F, 3.14159265F, 1000.0F};
    std::vector<std::string> edge_features = {"dr", "dphi", "dz", "deta", "phislope", "rphislope"};
  };
  static void describe(StageDescription<Config>& stage);
  // Throws ConfigError that says what was expected and what the model has if they differ.
  explicit TorchScriptStage(const Config& config);

  void operator()(const Hits& hits, const Cells* cells, const HitGraph& graph, EdgeScores& scores);

 private:
  void fill_nodes(const Hits& hits, const Cells* cells);
  void fill_edges(const Hits& hits);

  Config config_;
  std::vector<std::size_t> edge_columns_;  // of the six, by the model's column
  TorchScriptModel model_;
  std::vector<float> nodes_, edges_, plain_nodes_, plain_edges_;
  std::vector<std::int32_t> source_, target_;
};

}  // namespace trackloom::gnn
