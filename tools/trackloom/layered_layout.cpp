// The classical scheme of Sugiyama, Tagawa and Toda (1981): layers by longest path, a virtual node
// wherever an edge crosses a layer, fewer crossings by barycentres, then x by least squares: every
// node is drawn to the mean of its neighbours, and those of one layer keep order and distance,
// which is an isotonic regression (pool adjacent violators).
#include "layered_layout.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace {

constexpr int order_sweeps = 12;
constexpr int position_sweeps = 16;
constexpr double virtual_width = 10;

struct Item {  // a node, or the crossing of an edge and a layer
  double width = virtual_width;
  double x = 0;
  std::vector<std::size_t> above, below;  // neighbours, indices of items
};

class Layout {
 public:
  Layout(std::vector<LayoutNode>& nodes, std::vector<LayoutEdge>& edges, const LayoutGaps& gaps)
      : nodes_(nodes), edges_(edges), gaps_(gaps) {}

  std::pair<double, double> place() {
    assign_layers();
    add_items();
    for (int sweep = 0; sweep < order_sweeps; ++sweep) reorder(sweep % 2 == 0);
    for (auto& layer : layers_) pack(layer);
    for (int sweep = 0; sweep < position_sweeps; ++sweep) align(sweep % 2 == 0);
    return write();
  }

 private:
  void assign_layers() {
    for (auto& node : nodes_) node.layer = 0;
    std::vector<std::size_t> by_source(edges_.size());
    std::iota(by_source.begin(), by_source.end(), std::size_t{0});
    std::stable_sort(by_source.begin(), by_source.end(),
                     [&](auto a, auto b) { return edges_[a].from < edges_[b].from; });
    for (const std::size_t e : by_source) {
      const LayoutEdge& edge = edges_[e];
      if (edge.from >= edge.to || edge.to >= nodes_.size()) {
        throw std::invalid_argument("an edge of the drawing does not point forward");
      }
      nodes_[edge.to].layer = std::max(nodes_[edge.to].layer, nodes_[edge.from].layer + 1);
    }
  }

  void add_items() {
    std::size_t count = 0;
    for (const auto& node : nodes_) count = std::max(count, node.layer + 1);
    layers_.resize(count);
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
      items_.push_back({nodes_[n].width, 0, {}, {}});
      layers_[nodes_[n].layer].push_back(n);
    }
    paths_.resize(edges_.size());
    for (std::size_t e = 0; e < edges_.size(); ++e) {
      const LayoutEdge& edge = edges_[e];
      paths_[e] = {edge.from};
      for (std::size_t l = nodes_[edge.from].layer + 1; l < nodes_[edge.to].layer; ++l) {
        layers_[l].push_back(items_.size());
        paths_[e].push_back(items_.size());
        items_.push_back({});
      }
      paths_[e].push_back(edge.to);
      for (std::size_t i = 0; i + 1 < paths_[e].size(); ++i) {
        items_[paths_[e][i]].below.push_back(paths_[e][i + 1]);
        items_[paths_[e][i + 1]].above.push_back(paths_[e][i]);
      }
    }
  }

  void reorder(bool down) {
    std::vector<double> place(items_.size());
    const auto number = [&](const std::vector<std::size_t>& layer) {
      for (std::size_t i = 0; i < layer.size(); ++i) place[layer[i]] = static_cast<double>(i);
    };
    for (const auto& layer : layers_) number(layer);
    for (std::size_t k = 0; k < layers_.size(); ++k) {
      auto& layer = layers_[down ? k : layers_.size() - 1 - k];
      std::vector<double> key = place;
      for (const std::size_t item : layer) {
        const auto& others = down ? items_[item].above : items_[item].below;
        if (!others.empty()) key[item] = mean(others, place);
      }
      std::stable_sort(layer.begin(), layer.end(),
                       [&](std::size_t a, std::size_t b) { return key[a] < key[b]; });
      number(layer);
    }
  }

  static double mean(const std::vector<std::size_t>& of, const std::vector<double>& value) {
    double sum = 0;
    for (const std::size_t i : of) sum += value[i];
    return sum / static_cast<double>(of.size());
  }

  double distance(std::size_t left, std::size_t right) const {
    return (items_[left].width + items_[right].width) / 2 + gaps_.between_nodes;
  }

  void pack(const std::vector<std::size_t>& layer) {
    for (std::size_t i = 1; i < layer.size(); ++i) {
      items_[layer[i]].x = items_[layer[i - 1]].x + distance(layer[i - 1], layer[i]);
    }
  }

  void align(bool down) {
    std::vector<double> x(items_.size());
    for (std::size_t i = 0; i < items_.size(); ++i) x[i] = items_[i].x;
    for (std::size_t k = 0; k < layers_.size(); ++k) {
      const auto& layer = layers_[down ? k : layers_.size() - 1 - k];
      // Wanted places, less what the order requires: these must not decrease.
      struct Block {
        double sum, count;
      };
      std::vector<Block> blocks;
      std::vector<double> offset(layer.size(), 0);
      for (std::size_t i = 0; i < layer.size(); ++i) {
        if (i > 0) offset[i] = offset[i - 1] + distance(layer[i - 1], layer[i]);
        const Item& item = items_[layer[i]];
        const auto& first = down ? item.above : item.below;
        const auto& second = down ? item.below : item.above;
        const double wanted = !first.empty()    ? mean(first, x)
                              : !second.empty() ? mean(second, x)
                                                : x[layer[i]];
        blocks.push_back({wanted - offset[i], 1});
        while (blocks.size() > 1 && blocks[blocks.size() - 2].sum * blocks.back().count >
                                        blocks.back().sum * blocks[blocks.size() - 2].count) {
          const Block last = blocks.back();
          blocks.pop_back();
          blocks.back().sum += last.sum;
          blocks.back().count += last.count;
        }
      }
      std::size_t i = 0;
      for (const Block& block : blocks) {
        for (const std::size_t end = i + static_cast<std::size_t>(block.count); i < end; ++i) {
          x[layer[i]] = block.sum / block.count + offset[i];
        }
      }
    }
    for (std::size_t i = 0; i < items_.size(); ++i) items_[i].x = x[i];
  }

  std::pair<double, double> write() {
    double left = 0, right = 0;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const double low = items_[i].x - items_[i].width / 2;
      left = i == 0 ? low : std::min(left, low);
      right = i == 0 ? low : std::max(right, low + items_[i].width);
    }
    std::vector<double> height(layers_.size(), 0), top(layers_.size(), 0);
    for (const auto& node : nodes_) height[node.layer] = std::max(height[node.layer], node.height);
    for (std::size_t l = 1; l < layers_.size(); ++l) {
      top[l] = top[l - 1] + height[l - 1] + gaps_.between_layers;
    }
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
      nodes_[n].x = items_[n].x - left;
      nodes_[n].y = top[nodes_[n].layer] + height[nodes_[n].layer] / 2;
    }
    for (std::size_t e = 0; e < edges_.size(); ++e) {
      LayoutEdge& edge = edges_[e];
      const LayoutNode &from = nodes_[edge.from], &to = nodes_[edge.to];
      edge.points = {{from.x, from.y + from.height / 2}};
      for (std::size_t i = 1; i + 1 < paths_[e].size(); ++i) {
        const std::size_t l = from.layer + i;
        edge.points.emplace_back(items_[paths_[e][i]].x - left, top[l] + height[l] / 2);
      }
      edge.points.emplace_back(to.x, to.y - to.height / 2);
    }
    const double depth = layers_.empty() ? 0 : top.back() + height.back();
    return {right - left, depth};
  }

  std::vector<LayoutNode>& nodes_;
  std::vector<LayoutEdge>& edges_;
  LayoutGaps gaps_;
  std::vector<Item> items_;  // the nodes first
  std::vector<std::vector<std::size_t>> layers_;
  std::vector<std::vector<std::size_t>> paths_;  // per edge: the items it passes
};

}  // namespace

std::pair<double, double> layered_layout(std::vector<LayoutNode>& nodes,
                                         std::vector<LayoutEdge>& edges, const LayoutGaps& gaps) {
  return Layout(nodes, edges, gaps).place();
}
