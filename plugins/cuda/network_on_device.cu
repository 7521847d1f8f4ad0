#include <stdexcept>

#include "cuda/launch.hpp"
#include "cuda/network_on_device.hpp"

namespace trackloom::cuda {

namespace kernels = network_kernels;

namespace {

kernels::HitView view_of(const HitColumns& hits) {
  using C = HitColumns;
  return {hits.column(C::x),       hits.column(C::y),      hits.column(C::z),
          hits.column(C::r),       hits.column(C::phi),    hits.column(C::cells_u),
          hits.column(C::cells_v), hits.column(C::charge), hits.module_of.data()};
}

std::uint32_t blocks_for(std::uint32_t rows, std::uint32_t per_block) {
  return rows / per_block + (rows % per_block != 0 ? 1 : 0);
}

// Calls f with the hidden size as a constant.
template <class F>
void with_hidden(std::int64_t hidden, F&& f) {
  switch (hidden) {
    case 16:
      return f(std::integral_constant<int, 16>{});
    case 32:
      return f(std::integral_constant<int, 32>{});
    case 64:
      return f(std::integral_constant<int, 64>{});
    default:
      throw std::runtime_error("no kernel for hidden " + std::to_string(hidden));
  }
}

}  // namespace

NetworkOnDevice::Mlp NetworkOnDevice::upload(Lane& lane, const std::string& name, bool gathered,
                                             const std::vector<std::int64_t>& dense,
                                             std::int64_t out) {
  const PackedMlp packed = pack_mlp(model_, name, gathered, dense, out);
  Mlp mlp;
  mlp.view.weights = lane.upload(mlp.weights, std::span<const float>(packed.weights));
  mlp.view.weight_count = static_cast<std::uint32_t>(packed.weights.size());
  mlp.view.hidden_layers = packed.hidden_layers;
  mlp.view.layer_norm = packed.layer_norm;
  mlp.view.dense_count = static_cast<std::uint32_t>(packed.width.size());
  for (std::size_t d = 0; d < packed.width.size(); ++d) mlp.view.width[d] = packed.width[d];
  mlp.view.out = packed.out;
  if (gathered) {
    mlp.products = lane.upload(mlp.product_weights, std::span<const float>(packed.products));
  }
  return mlp;
}

void NetworkOnDevice::upload_weights(Lane& lane) {
  if (uploaded_) return;
  const gnn::Architecture& a = model_.architecture;
  const std::int64_t hidden = a.hidden;
  node_encoder_ = upload(lane, "node_encoder", false, {a.node_width()}, hidden);
  std::vector<std::int64_t> features;
  if (a.edge_width() > 0) features.push_back(a.edge_width());
  edge_encoder_ = upload(lane, "edge_encoder", true, features, hidden);
  const std::int64_t sets = a.shared_weights ? 1 : a.iterations;
  for (std::int64_t i = 0; i < sets; ++i) {
    const std::string number = "." + std::to_string(i);
    node_network_.push_back(
        upload(lane, "node_network" + number, false, {hidden, hidden, hidden}, hidden));
    edge_network_.push_back(upload(lane, "edge_network" + number, true, {hidden}, hidden));
  }
  classifier_ = upload(lane, "classifier", true, {hidden}, 1);
  node_width_ = padded(a.node_width());
  edge_width_ = padded(a.edge_width());
  uploaded_ = true;
}

void NetworkOnDevice::upload_modules(Lane& lane, const std::shared_ptr<const Detector>& detector) {
  if (detector_ == detector) return;
  std::vector<kernels::ModuleShape> shapes;
  for (const Module& m : detector->modules()) {
    kernels::ModuleShape shape{{}, m.thickness, m.pitch_u, m.pitch_v};
    for (std::size_t i = 0; i < 9; ++i) shape.rotation[i] = m.rotation[i];
    shapes.push_back(shape);
  }
  lane.upload(modules_, std::span<const kernels::ModuleShape>(shapes));
  detector_ = detector;
}

void NetworkOnDevice::check(const HitColumns& hits, const Graph& graph, const Scores* prior) const {
  const gnn::Architecture& a = model_.architecture;
  if (graph.nodes != hits.count) {
    throw std::runtime_error("the graph has " + std::to_string(graph.nodes) +
                             " nodes, the event has " + std::to_string(hits.count) + " hits");
  }
  if (a.cluster_features && !hits.shapes_known) {
    throw std::runtime_error(
        "the network was trained with cluster features; add a stage features.cluster_shapes before "
        "cuda.copy_in");
  }
  if (!a.prior_feature) return;
  if (prior == nullptr) {
    throw std::runtime_error(
        "the network was trained with the scores of the graph's edges as input; connect them to "
        "its port 'prior'");
  }
  if (prior->value.size() != graph.edges) {
    throw std::runtime_error("the port 'prior' has scores of " +
                             std::to_string(prior->value.size()) + " edges, the graph has " +
                             std::to_string(graph.edges));
  }
}

void NetworkOnDevice::run(Lane& lane, const Mlp& mlp, const MlpRows& rows) {
  with_hidden(model_.architecture.hidden, [&](auto hidden) {
    using Kernel = kernels::RunMlp<decltype(hidden)::value>;
    for_blocks(lane.stream(), blocks_for(rows.rows, Kernel::rows_per_block), Kernel::threads,
               Kernel::shared_bytes(mlp.view), Kernel{mlp.view, rows});
  });
}

void NetworkOnDevice::products(Lane& lane, const Mlp& mlp, std::uint32_t nodes) {
  with_hidden(model_.architecture.hidden, [&](auto hidden) {
    using Kernel = kernels::RunProducts<decltype(hidden)::value>;
    for_blocks(lane.stream(), blocks_for(nodes, Kernel::rows_per_block), Kernel::threads,
               Kernel::shared_bytes(),
               Kernel{mlp.products, x_.data(), product_a_.data(), product_b_.data(), nodes});
  });
}

MlpRows NetworkOnDevice::on_edges(const Edges& edges) const {
  MlpRows rows;
  rows.product_a = product_a_.data();
  rows.product_b = product_b_.data();
  rows.node_a = edges.source;
  rows.node_b = edges.target;
  rows.rows = edges.count;
  return rows;
}

void NetworkOnDevice::node_features(Lane& lane, const HitColumns& hits) {
  const gnn::Architecture& a = model_.architecture;
  float* features = lane.room_for(features_.nodes, std::size_t{hits.count} * node_width_);
  for_each(lane.stream(), hits.count,
           kernels::NodeFeatures{view_of(hits), a.cluster_features && hits.shapes, a.node_scales[0],
                                 a.node_scales[1], a.node_scales[2], node_width_, features});
}

void NetworkOnDevice::edge_features(Lane& lane, const HitColumns& hits, const Edges& edges) {
  if (edge_width_ == 0) return;
  const gnn::Architecture& a = model_.architecture;
  float* features = lane.room_for(features_.edges, std::size_t{edges.count} * edge_width_);
  for_each(
      lane.stream(), edges.count,
      kernels::EdgeFeatures{view_of(hits), modules_.data(), features_.nodes.data(), node_width_,
                            edges.source, edges.target, edges.prior, a.edge_features > 0,
                            a.cluster_features, hits.shapes, edge_width_, features});
}

// x = node_encoder(features), for every node: those without edges change no score.
void NetworkOnDevice::encode_nodes(Lane& lane, const float* features, std::uint32_t nodes) {
  const std::size_t size = nodes * static_cast<std::size_t>(model_.architecture.hidden);
  if (size > 0xFFFFFFFFU) {
    throw OutOfMemory("the event has too many hits for one network: " + std::to_string(nodes));
  }
  for (DeviceBuffer<float>* rows : {&x_, &product_a_, &product_b_}) lane.room_for(*rows, size);
  MlpRows rows;
  rows.dense[0] = features;
  rows.out = x_.data();
  rows.rows = nodes;
  run(lane, node_encoder_, rows);
}

// e = edge_encoder([x_s, x_d, features]), messages, logits = classifier([x_s, x_d, e])
void NetworkOnDevice::run_edges(Lane& lane, const Graph& graph, const Edges& edges,
                                const float* features) {
  products(lane, edge_encoder_, graph.nodes);
  MlpRows encode = on_edges(edges);
  encode.dense[0] = features;
  encode.out =
      lane.room_for(e_, edges.count * static_cast<std::size_t>(model_.architecture.hidden));
  run(lane, edge_encoder_, encode);
  if (model_.architecture.iterations > 0) pass_messages(lane, graph);
  products(lane, classifier_, graph.nodes);
  MlpRows rows = on_edges(edges);
  rows.dense[0] = e_.data();
  rows.out = lane.room_for(logit_, edges.count);
  run(lane, classifier_, rows);
}

// Per iteration: x' = node_network([x, sums of incoming e, of outgoing e]), then
// e' = edge_network([x'_s, x'_d, e]), both in place.
void NetworkOnDevice::pass_messages(Lane& lane, const Graph& graph) {
  const gnn::Architecture& a = model_.architecture;
  const auto hidden = static_cast<std::uint32_t>(a.hidden);
  const std::size_t size = std::size_t{graph.nodes} * hidden;
  float* incoming = lane.room_for(sum_in_, size);
  float* outgoing = lane.room_for(sum_out_, size);
  incoming_.build(lane, graph);
  const Edges edges{graph.source.data(), graph.target.data(), nullptr, graph.edges};
  for (std::int64_t i = 0; i < a.iterations; ++i) {
    const std::size_t set = a.shared_weights ? 0 : static_cast<std::size_t>(i);
    for_each(lane.stream(), static_cast<std::uint32_t>(size),
             kernels::SumAtNodes{e_.data(), graph.first.data(), incoming_.first(), incoming_.edge(),
                                 hidden, incoming, outgoing});
    MlpRows nodes;
    nodes.dense[0] = x_.data();
    nodes.dense[1] = incoming;
    nodes.dense[2] = outgoing;
    nodes.residual = a.residual;
    nodes.out = x_.data();
    nodes.rows = graph.nodes;
    run(lane, node_network_[set], nodes);
    products(lane, edge_network_[set], graph.nodes);
    MlpRows rows = on_edges(edges);
    rows.dense[0] = e_.data();
    rows.residual = a.residual;
    rows.out = e_.data();
    run(lane, edge_network_[set], rows);
  }
}

void NetworkOnDevice::score(Lane& lane, const HitColumns& hits, const Graph& graph,
                            const Scores* prior, Scores& scores) {
  check(hits, graph, prior);
  float* out = lane.room_for(scores.value, graph.edges);
  if (graph.edges == 0) return;
  const gnn::Architecture& a = model_.architecture;
  upload_weights(lane);
  upload_modules(lane, hits.detector);
  std::uint32_t* not_finite = lane.room_for(not_finite_, 1);
  fill_bytes(not_finite, 0xFF, sizeof(std::uint32_t), lane.stream().handle());
  node_features(lane, hits);
  encode_nodes(lane, features_.nodes.data(), hits.count);
  const std::uint32_t step = a.iterations == 0 ? chunk : graph.edges;
  for (std::uint32_t begin = 0; begin < graph.edges; begin += step) {
    const std::uint32_t count = graph.edges - begin < step ? graph.edges - begin : step;
    const Edges edges{graph.source.data() + begin, graph.target.data() + begin,
                      a.prior_feature ? prior->value.data() + begin : nullptr, count};
    edge_features(lane, hits, edges);
    run_edges(lane, graph, edges, features_.edges.data());
    for_each(lane.stream(), count, kernels::ToScores{logit_.data(), out + begin, not_finite});
  }
  const std::uint32_t bad = lane.read(not_finite);
  if (bad != 0xFFFFFFFFU) {
    throw std::runtime_error("the score of edge " + std::to_string(bad) + " is not finite");
  }
}

const DeviceBuffer<float>& NetworkOnDevice::logits(Lane& lane, const Features& features,
                                                   const Graph& graph) {
  upload_weights(lane);
  encode_nodes(lane, features.nodes.data(), graph.nodes);
  const Edges edges{graph.source.data(), graph.target.data(), nullptr, graph.edges};
  run_edges(lane, graph, edges, features.edges.data());
  return logit_;
}

}  // namespace trackloom::cuda
