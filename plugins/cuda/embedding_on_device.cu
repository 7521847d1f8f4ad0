#include <algorithm>
#include <stdexcept>
#include <string>

#include "cuda/embedding_on_device.hpp"
#include "cuda/launch.hpp"
#include "cuda/modules_on_device.hpp"
#include "cuda/network_weights.hpp"
#include "metric_learning/node_features.hpp"

namespace trackloom::cuda {

namespace kernels = embedding_kernels;

EmbeddingOnDevice::EmbeddingOnDevice(const metric_learning::Model& model) : model_(model) {
  pack();
}

// Matrices transposed and padded with zeros, in the order of parameter_specs.
void EmbeddingOnDevice::pack() {
  const metric_learning::Architecture& a = model_.architecture;
  const std::vector<neural::ParameterSpec> specs = metric_learning::parameter_specs(a);
  std::size_t next = 0;
  const auto tensor = [&] { return model_.parameters.data() + specs[next++].offset; };
  for (std::int64_t l = 0; l <= a.hidden_layers; ++l) {
    const bool last = l == a.hidden_layers;
    const std::int64_t in = l == 0 ? a.input_width() : a.hidden,
                       out = last ? a.dimensions : a.hidden;
    LayerPlace layer;
    layer.inputs = padded(in);
    layer.outputs = padded(out);
    layer.weight = packed_.size();
    packed_.resize(packed_.size() + std::size_t{layer.inputs} * layer.outputs, 0.0F);
    const float* weight = tensor();
    for (std::int64_t o = 0; o < out; ++o) {
      for (std::int64_t i = 0; i < in; ++i) {
        packed_[layer.weight + static_cast<std::size_t>(i * layer.outputs + o)] =
            weight[o * in + i];
      }
    }
    const auto append = [&](std::int64_t count) {
      const std::size_t at = packed_.size();
      const float* values = tensor();
      packed_.insert(packed_.end(), values, values + count);
      packed_.resize(at + padded(count), 0.0F);
      return at;
    };
    layer.bias = append(out);
    if (!last && a.layer_norm) {
      layer.norm = append(out);
      append(out);
    }
    layers_.push_back(layer);
  }
}

void EmbeddingOnDevice::upload(Lane& lane, const std::shared_ptr<const Detector>& detector) {
  if (weights_.size() == 0) lane.upload(weights_, std::span<const float>(packed_));
  if (detector_ == detector) return;
  lane.upload(modules_, std::span<const network_kernels::ModuleShape>(module_shapes(*detector)));
  detector_ = detector;
}

void EmbeddingOnDevice::embed(Lane& lane, const HitColumns& hits, PointRows& points) {
  const metric_learning::Architecture& a = model_.architecture;
  if (a.cluster_features && !hits.shapes_known) {
    throw std::runtime_error(
        "the embedding was trained with cluster features; add a stage features.cluster_shapes "
        "before cuda.copy_in");
  }
  points.dimensions = static_cast<std::uint32_t>(a.dimensions);
  float* point = lane.room_for(points.value, std::size_t{hits.count} * points.dimensions);
  if (hits.count == 0) return;
  const Stream& stream = lane.stream();
  upload(lane, hits.detector);
  metric_learning::RowLayout layout = metric_learning::row_layout(a);
  if (!hits.shapes) layout.cells = -1;
  const auto widest = static_cast<std::size_t>(
      std::max<std::uint32_t>(layers_[0].inputs, std::max(padded(a.hidden), padded(a.dimensions))));
  float* rows[2] = {lane.room_for(rows_[0], widest * hits.count),
                    lane.room_for(rows_[1], widest * hits.count)};
  for_each(stream, hits.count,
           kernels::Features{view_of(hits), modules_.data(), layout, layers_[0].inputs, rows[0]});
  const float* weights = weights_.data();
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const LayerPlace& place = layers_[l];
    kernels::Layer layer;
    layer.weight = weights + place.weight;
    layer.bias = weights + place.bias;
    layer.active = l > 0;
    if (l > 0 && a.layer_norm) {
      layer.norm_weight = weights + layers_[l - 1].norm;
      layer.norm_bias = layer.norm_weight + padded(a.hidden);
    }
    layer.x = rows[l % 2];
    layer.out = rows[1 - l % 2];
    layer.rows = hits.count;
    layer.inputs = place.inputs;
    layer.outputs = place.outputs;
    layer.width = layer.columns();
    for_blocks(stream, layer.row_blocks() * layer.column_blocks(), kernels::Layer::threads,
               layer.shared_bytes(), layer);
  }
  std::uint32_t* not_finite = lane.room_for(not_finite_, 1);
  fill_bytes(not_finite, 0xFF, sizeof(std::uint32_t), stream.handle());
  for_each(stream, hits.count,
           kernels::Turn{rows[layers_.size() % 2], layers_.back().outputs,
                         hits.column(HitColumns::phi), a.output_scale, static_cast<int>(a.frames),
                         static_cast<int>(a.dimensions), point, not_finite});
  const std::uint32_t bad = lane.read(not_finite);
  if (bad != 0xFFFFFFFFU) {
    throw std::runtime_error("the point of the event's hit " + std::to_string(bad) +
                             " (counted from 0) is not finite");
  }
}

}  // namespace trackloom::cuda
