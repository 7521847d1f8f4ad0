#include "cuda/network_weights.hpp"

#include <cmath>
#include <span>
#include <stdexcept>

namespace trackloom::cuda {
namespace {

using gnn::Architecture;
using gnn::Norm;

// Tensors by name.
class Tensors {
 public:
  explicit Tensors(const gnn::Model& model)
      : specs_(gnn::parameter_specs(model.architecture)), values_(model.parameters) {}

  const float* operator()(const std::string& name) const {
    for (const neural::ParameterSpec& spec : specs_) {
      if (spec.name == name) return values_.data() + spec.offset;
    }
    throw std::runtime_error("the network has no tensor " + name);
  }

 private:
  std::vector<neural::ParameterSpec> specs_;
  std::span<const float> values_;
};

// Linear layer `layer` of an MLP, [out][in], with its norm folded in where that is a batch norm.
struct Linear {
  std::vector<float> weight, bias;
};

Linear linear(const Tensors& tensors, const Architecture& a, const std::string& name,
              std::int64_t layer, std::int64_t in, std::int64_t out) {
  const std::string number = std::to_string(layer);
  const float* weight = tensors(name + ".linear" + number + ".weight");
  const float* bias = tensors(name + ".linear" + number + ".bias");
  Linear result{{weight, weight + in * out}, {bias, bias + out}};
  if (a.norm != Norm::batch || layer == a.hidden_layers) return result;
  const std::string norm = name + ".norm" + number;
  const float* gain = tensors(norm + ".weight");
  const float* shift = tensors(norm + ".bias");
  const float* mean = tensors(norm + ".running_mean");
  const float* variance = tensors(norm + ".running_var");
  for (std::int64_t o = 0; o < out; ++o) {
    const float scale = gain[o] / std::sqrt(variance[o] + 1e-5F);
    for (std::int64_t i = 0; i < in; ++i) result.weight[o * in + i] *= scale;
    result.bias[o] = result.bias[o] * scale + shift[o] - mean[o] * scale;
  }
  return result;
}

// Columns [from, from + count) of a [out][in] matrix, transposed, padded with zero rows to `rows`.
void append_transposed(const std::vector<float>& weight, std::int64_t in, std::int64_t out,
                       std::int64_t from, std::int64_t count, std::int64_t rows,
                       std::vector<float>& to) {
  for (std::int64_t k = 0; k < rows; ++k) {
    for (std::int64_t o = 0; o < out; ++o) {
      to.push_back(k < count ? weight[o * in + from + k] : 0.0F);
    }
  }
}

}  // namespace

void check_supported(const Architecture& a) {
  const bool known = a.kind == gnn::ArchitectureKind::interaction_network_1 &&
                     a.node_features == 3 && (a.hidden == 16 || a.hidden == 32 || a.hidden == 64);
  if (known) return;
  throw std::runtime_error(
      "the device kernels know interaction_network_1 with 3 node features and hidden 16, 32 or 64; "
      "this is " +
      gnn::architecture_names()[static_cast<std::size_t>(a.kind)] + " with " +
      std::to_string(a.node_features) + " node features and hidden " + std::to_string(a.hidden) +
      "; use gnn.interaction_network");
}

void check_features(const Architecture& a) {
  if (a.edge_features == 0 || a.edge_features == 6) return;
  throw std::runtime_error("the device makes no Hough parameters, which are among the " +
                           std::to_string(a.edge_features) +
                           " edge features of this network; use gnn.interaction_network");
}

PackedMlp pack_mlp(const gnn::Model& model, const std::string& name, bool gathered,
                   const std::vector<std::int64_t>& dense, std::int64_t out) {
  const Architecture& a = model.architecture;
  const Tensors tensors(model);
  PackedMlp mlp;
  mlp.hidden_layers = static_cast<std::uint32_t>(a.hidden_layers);
  mlp.layer_norm = a.norm == Norm::layer;
  mlp.out = static_cast<std::uint32_t>(out);
  std::int64_t in = gathered ? 2 * a.hidden : 0;
  for (const std::int64_t width : dense) in += width;
  std::vector<float>& w = mlp.weights;
  for (std::int64_t layer = 0; layer <= a.hidden_layers; ++layer) {
    const bool last = layer == a.hidden_layers;
    const std::int64_t columns = layer == 0 ? in : a.hidden;
    const std::int64_t rows = last ? out : a.hidden;
    const Linear l = linear(tensors, a, name, layer, columns, rows);
    std::int64_t from = 0;
    if (layer > 0) {
      append_transposed(l.weight, columns, rows, 0, columns, columns, w);
    } else {
      if (gathered) {
        append_transposed(l.weight, in, rows, 0, a.hidden, a.hidden, mlp.products);
        append_transposed(l.weight, in, rows, a.hidden, a.hidden, a.hidden, mlp.products);
        from = 2 * a.hidden;
      }
      for (const std::int64_t width : dense) {
        mlp.width.push_back(padded(width));
        append_transposed(l.weight, in, rows, from, width, padded(width), w);
        from += width;
      }
    }
    w.insert(w.end(), l.bias.begin(), l.bias.end());
    if (last || a.norm != Norm::layer) continue;
    for (const char* part : {".weight", ".bias"}) {
      const float* values = tensors(name + ".norm" + std::to_string(layer) + part);
      w.insert(w.end(), values, values + a.hidden);
    }
  }
  w.resize(padded(static_cast<std::int64_t>(w.size())), 0.0F);
  return mlp;
}

}  // namespace trackloom::cuda
