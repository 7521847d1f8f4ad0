// IN1 in plain C++ and double precision, from the formulas of gnn/architecture.hpp.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "gnn/architecture.hpp"

namespace trackloom::cuda::test {

class ReferenceNetwork {
 public:
  using Rows = std::vector<std::vector<double>>;

  explicit ReferenceNetwork(const gnn::Model& model)
      : a_(model.architecture), specs_(gnn::parameter_specs(a_)), values_(model.parameters) {}

  // Logits, from rows of features without padding.
  std::vector<double> operator()(const Rows& nodes, const Rows& edges,
                                 const std::vector<std::uint32_t>& source,
                                 const std::vector<std::uint32_t>& target) const {
    const auto ends = [&](const Rows& x, const Rows& e) {
      Rows rows;
      for (std::size_t i = 0; i < source.size(); ++i) {
        rows.push_back(join({x[source[i]], x[target[i]], e[i]}));
      }
      return rows;
    };
    Rows x = mlp("node_encoder", nodes);
    Rows e = mlp("edge_encoder", ends(x, edges));
    for (std::int64_t i = 0; i < a_.iterations; ++i) {
      const std::string set = "." + std::to_string(a_.shared_weights ? 0 : i);
      const std::vector<double> zeros(static_cast<std::size_t>(a_.hidden), 0.0);
      Rows in(x.size(), zeros), out(x.size(), zeros), rows;
      for (std::size_t k = 0; k < source.size(); ++k) {
        in[target[k]] = plus(in[target[k]], e[k]);
        out[source[k]] = plus(out[source[k]], e[k]);
      }
      for (std::size_t n = 0; n < x.size(); ++n) rows.push_back(join({x[n], in[n], out[n]}));
      x = residual(mlp("node_network" + set, rows), x);
      e = residual(mlp("edge_network" + set, ends(x, e)), e);
    }
    std::vector<double> logits;
    for (const auto& row : mlp("classifier", ends(x, e))) logits.push_back(row[0]);
    return logits;
  }

 private:
  using Row = std::vector<double>;

  static Row join(const std::vector<Row>& parts) {
    Row row;
    for (const Row& part : parts) row.insert(row.end(), part.begin(), part.end());
    return row;
  }
  static Row plus(Row a, const Row& b) {
    for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
    return a;
  }
  Rows residual(Rows rows, const Rows& before) const {
    if (!a_.residual) return rows;
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = plus(rows[i], before[i]);
    return rows;
  }
  const float* tensor(const std::string& name) const {
    for (const auto& spec : specs_) {
      if (spec.name == name) return values_.data() + spec.offset;
    }
    throw std::runtime_error("no tensor " + name);
  }
  Row linear(const std::string& name, const Row& in) const {
    const float* w = tensor(name + ".weight");
    const float* b = tensor(name + ".bias");
    const bool last = name.find("linear" + std::to_string(a_.hidden_layers)) != std::string::npos;
    const bool one = last && name.rfind("classifier", 0) == 0;
    Row out(one ? 1 : static_cast<std::size_t>(a_.hidden));
    for (std::size_t o = 0; o < out.size(); ++o) {
      out[o] = b[o];
      for (std::size_t i = 0; i < in.size(); ++i) out[o] += double{w[o * in.size() + i]} * in[i];
    }
    return out;
  }
  void normalise(const std::string& name, Row& z) const {
    if (a_.norm == gnn::Norm::none) return;
    const float* w = tensor(name + ".weight");
    const float* b = tensor(name + ".bias");
    const bool batch = a_.norm == gnn::Norm::batch;
    double mean = 0, variance = 0;
    for (const double v : z) mean += v / static_cast<double>(z.size());
    for (const double v : z) variance += (v - mean) * (v - mean) / static_cast<double>(z.size());
    for (std::size_t h = 0; h < z.size(); ++h) {
      const double m = batch ? tensor(name + ".running_mean")[h] : mean;
      const double v = batch ? tensor(name + ".running_var")[h] : variance;
      z[h] = (z[h] - m) / std::sqrt(v + 1e-5) * w[h] + b[h];
    }
  }
  Rows mlp(const std::string& name, const Rows& rows) const {
    Rows result;
    for (Row z : rows) {
      for (std::int64_t l = 0; l < a_.hidden_layers; ++l) {
        z = linear(name + ".linear" + std::to_string(l), z);
        normalise(name + ".norm" + std::to_string(l), z);
        for (double& v : z) v = std::max(v, 0.0);
      }
      result.push_back(linear(name + ".linear" + std::to_string(a_.hidden_layers), z));
    }
    return result;
  }

  gnn::Architecture a_;
  std::vector<neural::ParameterSpec> specs_;
  std::vector<float> values_;
};

}  // namespace trackloom::cuda::test
