#include "cuda/network_core.hpp"

#include <string>
#include <vector>

#include "cuda/incoming.hpp"
#include "cuda/network_formats.hpp"

namespace trackloom::cuda {
namespace {

template <class Format>
class CoreOf final : public NetworkCore {
 public:
  explicit CoreOf(const gnn::Model& model)
      : model_(model), hidden_(static_cast<std::uint32_t>(model.architecture.hidden)) {}

  void encode_nodes(Lane& lane, const float* features, std::uint32_t nodes) override {
    upload_weights(lane);
    const std::size_t size = nodes * std::size_t{hidden_};
    if (size > 0xFFFFFFFFU) {
      throw OutOfMemory("the event has too many hits for one network: " + std::to_string(nodes));
    }
    for (DeviceBuffer<Row>* rows : {&x_, &product_a_, &product_b_}) lane.room_for(*rows, size);
    Rows rows;
    Format::set_features(rows, features);
    rows.out = x_.data();
    rows.rows = nodes;
    run(lane, node_encoder_, rows);
  }

  // e = edge_encoder([x_s, x_d, features]), messages, logits = classifier([x_s, x_d, e])
  const DeviceBuffer<float>& run_edges(Lane& lane, const Graph& graph, const EdgeRange& edges,
                                       const float* features) override {
    products(lane, edge_encoder_, graph.nodes);
    Rows encode = on_edges(edges);
    Format::set_features(encode, features);
    encode.out = lane.room_for(e_, edges.count * std::size_t{hidden_});
    run(lane, edge_encoder_, encode);
    if (model_.architecture.iterations > 0) pass_messages(lane, graph, edges);
    products(lane, classifier_, graph.nodes);
    Rows rows = on_edges(edges);
    rows.dense[0] = e_.data();
    Format::set_logits(rows, lane.room_for(logit_, edges.count));
    run(lane, classifier_, rows);
    return logit_;
  }

 private:
  using Row = typename Format::Row;
  using Rows = typename Format::Rows;
  using Mlp = typename Format::Mlp;

  void upload(Lane& lane, Mlp& mlp, const std::string& name, bool gathered, bool features,
              const std::vector<std::int64_t>& dense, std::int64_t out) {
    Format::upload(lane, pack_mlp(model_, name, gathered, dense, out), hidden_, features, mlp);
  }

  void upload_weights(Lane& lane) {
    if (uploaded_) return;
    const gnn::Architecture& a = model_.architecture;
    const std::int64_t hidden = a.hidden;
    upload(lane, node_encoder_, "node_encoder", false, true, {a.node_width()}, hidden);
    std::vector<std::int64_t> features;
    if (a.edge_width() > 0) features.push_back(a.edge_width());
    upload(lane, edge_encoder_, "edge_encoder", true, true, features, hidden);
    const std::int64_t sets = a.shared_weights ? 1 : a.iterations;
    node_network_.resize(static_cast<std::size_t>(sets));
    edge_network_.resize(static_cast<std::size_t>(sets));
    for (std::int64_t i = 0; i < sets; ++i) {
      const std::string number = "." + std::to_string(i);
      const auto at = static_cast<std::size_t>(i);
      upload(lane, node_network_[at], "node_network" + number, false, false,
             {hidden, hidden, hidden}, hidden);
      upload(lane, edge_network_[at], "edge_network" + number, true, false, {hidden}, hidden);
    }
    upload(lane, classifier_, "classifier", true, false, {hidden}, 1);
    uploaded_ = true;
  }

  void run(Lane& lane, const Mlp& mlp, const Rows& rows) {
    with_hidden(hidden_, [&](auto hidden) {
      using Kernel = typename Format::template RunMlp<decltype(hidden)::value>;
      for_blocks(lane.stream(), blocks_for(rows.rows, Kernel::rows_per_block), Kernel::threads,
                 Kernel::shared_bytes(mlp.view), Kernel{mlp.view, rows});
    });
  }

  void products(Lane& lane, const Mlp& mlp, std::uint32_t nodes) {
    with_hidden(hidden_, [&](auto hidden) {
      using Kernel = typename Format::template RunProducts<decltype(hidden)::value>;
      for_blocks(lane.stream(), blocks_for(nodes, Kernel::rows_per_block), Kernel::threads,
                 Kernel::shared_bytes(),
                 Kernel{mlp.products, x_.data(), product_a_.data(), product_b_.data(), nodes});
    });
  }

  Rows on_edges(const EdgeRange& edges) const {
    Rows rows;
    rows.product_a = product_a_.data();
    rows.product_b = product_b_.data();
    rows.node_a = edges.source;
    rows.node_b = edges.target;
    rows.rows = edges.count;
    return rows;
  }

  // Per iteration: x' = node_network([x, sums of incoming e, of outgoing e]), then
  // e' = edge_network([x'_s, x'_d, e]), both in place.
  void pass_messages(Lane& lane, const Graph& graph, const EdgeRange& edges) {
    const gnn::Architecture& a = model_.architecture;
    const std::size_t size = std::size_t{graph.nodes} * hidden_;
    Row* incoming = lane.room_for(sum_in_, size);
    Row* outgoing = lane.room_for(sum_out_, size);
    incoming_.build(lane, graph);
    for (std::int64_t i = 0; i < a.iterations; ++i) {
      const std::size_t set = a.shared_weights ? 0 : static_cast<std::size_t>(i);
      Format::sum(lane.stream(), e_.data(), graph, incoming_.first(), incoming_.edge(), hidden_,
                  incoming, outgoing);
      Rows nodes;
      nodes.dense[0] = x_.data();
      nodes.dense[1] = incoming;
      nodes.dense[2] = outgoing;
      nodes.residual = a.residual;
      nodes.out = x_.data();
      nodes.rows = graph.nodes;
      run(lane, node_network_[set], nodes);
      products(lane, edge_network_[set], graph.nodes);
      Rows rows = on_edges(edges);
      rows.dense[0] = e_.data();
      rows.residual = a.residual;
      rows.out = e_.data();
      run(lane, edge_network_[set], rows);
    }
  }

  const gnn::Model& model_;
  const std::uint32_t hidden_;
  bool uploaded_ = false;
  Mlp node_encoder_, edge_encoder_, classifier_;
  std::vector<Mlp> node_network_, edge_network_;  // one per iteration, or one
  IncomingEdges incoming_;
  DeviceBuffer<Row> x_, e_, product_a_, product_b_, sum_in_, sum_out_;
  DeviceBuffer<float> logit_;
};

}  // namespace

std::unique_ptr<NetworkCore> make_network_core(const gnn::Model& model, Precision precision) {
  if (precision == Precision::fp16) return std::make_unique<CoreOf<InHalf>>(model);
  return std::make_unique<CoreOf<InFp32>>(model);
}

}  // namespace trackloom::cuda
