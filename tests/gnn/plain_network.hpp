// The edge classifiers in plain C++ and double precision, written from the formulas in their
// headers alone: what the modules and kernels are held to.
#pragma once

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "gnn/random_graph.hpp"

namespace trackloom::gnn::test {

class PlainNetwork {
 public:
  using Row = std::vector<double>;
  using Rows = std::vector<Row>;

  PlainNetwork(const Architecture& architecture, const std::vector<float>& parameters,
               bool training = false)
      : values(parameters.begin(), parameters.end()), a_(architecture), training_(training) {
    for (const ParameterSpec& spec : parameter_specs(a_)) specs_[spec.name] = spec;
  }

  Row logits(const RandomGraph& graph) {
    Rows features, edges;
    for (std::int64_t n = 0; n < graph.nodes; ++n) {
      features.push_back(row(graph.node_features, n, a_.node_width()));
    }
    for (std::size_t i = 0; i < graph.source.size(); ++i) {
      edges.push_back(row(graph.edge_features, static_cast<std::int64_t>(i), a_.edge_width()));
    }
    const Rows x = mlp("node_encoder", features);
    Rows out;
    if (a_.kind == ArchitectureKind::agnn) {
      out = attention_network(graph, x, edges);
    } else {
      const Rows e = mlp("edge_encoder", on_edges(graph, {x}, {edges}));
      out = a_.kind == ArchitectureKind::interaction_network_1 ? interaction_network(graph, x, e)
                                                               : interaction_network_2(graph, x, e);
    }
    Row result;
    for (const Row& logit : out) result.push_back(logit[0]);
    return result;
  }

  // In the layout of parameter_specs; logits() in training puts the batch's statistics here.
  std::vector<double> values, measured = values;

 private:
  Rows interaction_network(const RandomGraph& graph, Rows x, Rows e) {
    for (std::int64_t step = 0; step < a_.iterations; ++step) {
      const Rows old_x = x, old_e = e;
      x = mlp(name_of("node_network", step),
              join({x, sums(graph.target, e, x.size()), sums(graph.source, e, x.size())}));
      if (a_.residual) x = plus(x, old_x);
      e = mlp(name_of("edge_network", step), on_edges(graph, {x}, {e}));
      if (a_.residual) e = plus(e, old_e);
    }
    return mlp("classifier", on_edges(graph, {x}, {e}));
  }

  Rows interaction_network_2(const RandomGraph& graph, const Rows& x0, const Rows& e0) {
    Rows x = x0, e = e0;
    for (std::int64_t step = 0; step < a_.iterations; ++step) {
      e = mlp(name_of("edge_network", step), on_edges(graph, {x, x0}, {e, e0}));
      x = mlp(name_of("node_network", step),
              join({x, x0, sums(graph.target, e, x.size()), sums(graph.source, e, x.size())}));
    }
    return mlp("classifier", on_edges(graph, {x}, {e}));
  }

  Rows attention_network(const RandomGraph& graph, const Rows& x0, const Rows& edges) {
    Rows x = x0;
    for (std::int64_t step = 0; step < a_.iterations; ++step) {
      const Rows logit = mlp(name_of("attention", step), on_edges(graph, {x}, {edges}));
      Rows messages(x.size(), Row(x[0].size()));
      for (std::size_t i = 0; i < logit.size(); ++i) {
        const double attention = 1 / (1 + std::exp(-logit[i][0]));
        for (std::size_t k = 0; k < x[0].size(); ++k) {
          messages[graph.target[i]][k] += attention * x[graph.source[i]][k];
          messages[graph.source[i]][k] += attention * x[graph.target[i]][k];
        }
      }
      x = plus(x, mlp(name_of("node_network", step), join({messages, x, x0})));
    }
    return mlp("classifier", on_edges(graph, {x}, {edges}));
  }

  std::string name_of(const char* name, std::int64_t step) const {
    return name + ("." + std::to_string(a_.shared_weights ? 0 : step));
  }
  static Row row(const std::vector<float>& data, std::int64_t i, std::int64_t n) {
    return {data.begin() + i * n, data.begin() + (i + 1) * n};
  }
  static Rows join(const std::vector<Rows>& parts) {
    Rows all(parts[0].size());
    for (const Rows& part : parts) {
      for (std::size_t i = 0; i < part.size(); ++i) {
        all[i].insert(all[i].end(), part[i].begin(), part[i].end());
      }
    }
    return all;
  }
  static Rows on_edges(const RandomGraph& graph, const std::vector<Rows>& x,
                       const std::vector<Rows>& e) {
    std::vector<Rows> parts;
    for (const auto* end : {&graph.source, &graph.target}) {
      for (const Rows& nodes : x) {
        parts.emplace_back();
        for (const std::int32_t n : *end) parts.back().push_back(nodes[n]);
      }
    }
    parts.insert(parts.end(), e.begin(), e.end());
    return join(parts);
  }
  static Rows sums(const std::vector<std::int32_t>& at, const Rows& e, std::size_t nodes) {
    Rows result(nodes, Row(e[0].size()));
    for (std::size_t i = 0; i < e.size(); ++i) {
      for (std::size_t k = 0; k < e[i].size(); ++k) result[at[i]][k] += e[i][k];
    }
    return result;
  }
  static Rows plus(Rows a, const Rows& b) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      for (std::size_t k = 0; k < a[i].size(); ++k) a[i][k] += b[i][k];
    }
    return a;
  }

  const double* tensor(const std::string& name) const {
    return values.data() + specs_.at(name).offset;
  }
  Rows mlp(const std::string& name, Rows in) {
    for (std::int64_t layer = 0;; ++layer) {
      const std::string index = std::to_string(layer);
      const double* weight = tensor(name + ".linear" + index + ".weight");
      const double* bias = tensor(name + ".linear" + index + ".bias");
      const auto width =
          static_cast<std::size_t>(specs_.at(name + ".linear" + index + ".bias").shape[0]);
      Rows out;
      for (const Row& x : in) {
        out.emplace_back(bias, bias + width);
        for (std::size_t o = 0; o < width; ++o) {
          for (std::size_t i = 0; i < x.size(); ++i)
            out.back()[o] += weight[o * x.size() + i] * x[i];
        }
      }
      if (layer == a_.hidden_layers) return out;
      if (a_.norm == Norm::layer) layer_norm(name + ".norm" + index, out);
      if (a_.norm == Norm::batch) batch_norm(name + ".norm" + index, out);
      for (Row& z : out) {
        for (double& value : z) value = std::max(value, 0.0);
      }
      in = out;
    }
  }
  void layer_norm(const std::string& name, Rows& rows) const {
    for (Row& z : rows) {
      double mean = 0, variance = 0;
      const auto n = static_cast<double>(z.size());
      for (const double value : z) mean += value / n;
      for (const double value : z) variance += (value - mean) * (value - mean) / n;
      for (std::size_t i = 0; i < z.size(); ++i) {
        z[i] = (z[i] - mean) / std::sqrt(variance + 1e-5) * tensor(name + ".weight")[i] +
               tensor(name + ".bias")[i];
      }
    }
  }
  void batch_norm(const std::string& name, Rows& rows) {
    const auto n = static_cast<double>(rows.size());
    for (std::size_t k = 0; k < rows[0].size(); ++k) {
      double mean = tensor(name + ".running_mean")[k];
      double variance = tensor(name + ".running_var")[k];
      if (training_) {
        mean = variance = 0;
        for (const Row& z : rows) mean += z[k] / n;
        for (const Row& z : rows) variance += (z[k] - mean) * (z[k] - mean) / n;
        measured[specs_.at(name + ".running_mean").offset + k] = mean;
        measured[specs_.at(name + ".running_var").offset + k] = variance * n / (n - 1);
      }
      for (Row& z : rows) {
        z[k] = (z[k] - mean) / std::sqrt(variance + 1e-5) * tensor(name + ".weight")[k] +
               tensor(name + ".bias")[k];
      }
    }
  }

  Architecture a_;
  bool training_;
  std::map<std::string, ParameterSpec> specs_;
};

}  // namespace trackloom::gnn::test
