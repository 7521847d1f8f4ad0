#include "gnn/native_executor.hpp"

#include <algorithm>
#include <cmath>

#include "event_data/memory_pool.hpp"
#include "gnn/row_sums.hpp"
#include "neural/forward_rounded.hpp"

namespace trackloom::gnn {

NativeExecutor::NativeExecutor(const Model& model, NativePrecision precision)
    : architecture_(model.architecture), model_(model) {
  if (precision == NativePrecision::fp32) return;
  const bool bf16 = precision == NativePrecision::bf16;
  model_.round(bf16 ? neural::Rounding::bf16 : neural::Rounding::int8);
  rounded_ = (bf16 ? neural::bf16_kernels() : neural::int8_kernels()).front().run;
}

void NativeExecutor::logits(const GraphInput& graph, std::span<float> out) {
  if (out.empty()) return;
  static MemoryPool<NetworkMemory> pool;
  const auto memory = pool.take();
  memory_ = memory.get();
  graph_ = graph;
  switch (architecture_.kind) {
    case ArchitectureKind::interaction_network_1:
      return interaction_network(out);
    case ArchitectureKind::interaction_network_2:
      return interaction_network_2(out);
    case ArchitectureKind::agnn:
      return attention_network(out);
  }
}

namespace {

// Columns that rows of the state take in memory.
std::int64_t width_of(const PackedModel& model) {
  return model.node_encoder[0].width;
}

DenseRows rows(const Buffer<float>& buffer, std::int64_t width) {
  return {buffer.data(), width, nullptr};
}

// The parts of the first layer from `begin` on, for the dense inputs.
void take_weights(Pass& pass, std::size_t begin) {
  for (std::size_t j = 0; j < pass.dense.size(); ++j) {
    pass.dense_weight.push_back(&pass.mlp->first[begin + j]);
  }
}

Pass pass_of(const PackedMlp& mlp, std::vector<DenseRows> dense, float* out) {
  Pass pass;
  pass.mlp = &mlp;
  pass.dense = std::move(dense);
  pass.out = out;
  take_weights(pass, 0);
  return pass;
}

}  // namespace

float* NativeExecutor::clear(Buffer<float>& buffer, std::int64_t rows) {
  const auto count = static_cast<std::size_t>(rows * width_of(model_));
  float* data = buffer.resize(count);
  std::fill_n(data, count, 0.0F);
  return data;
}

// The node encoder into x.
Pass NativeExecutor::encoder() {
  const auto size = static_cast<std::size_t>(graph_.nodes * width_of(model_));
  for (int i = 0; i < 2; ++i) {
    memory_->of_source[i].resize(size);
    memory_->of_target[i].resize(size);
  }
  return pass_of(model_.node_encoder[0],
                 {{graph_.node_features.data(), architecture_.node_width(), nullptr}},
                 memory_->x.resize(size));
}

// The pass that makes the nodes' states also makes the products with the first layer of `mlp`,
// whose inputs begin with [x_s, x_d], or [x_s, x0_s, x_d, x0_d] where x0 is given (as dense input
// of the pass, or -1: its result).
void NativeExecutor::add_products(Pass& pass, const PackedMlp& mlp, int to, int x0) {
  const std::size_t states = x0 == no_x0 ? 1 : 2;
  float* const out[2] = {memory_->of_source[to].data(), memory_->of_target[to].data()};
  for (std::size_t end = 0; end < 2; ++end) {
    NodeProduct product;
    product.terms.push_back({&mlp.first[end * states], -1});
    if (states == 2) product.terms.push_back({&mlp.first[end * states + 1], x0});
    product.bias = end == 0 ? mlp.bias[0].data() : nullptr;
    product.out = out[end];
    pass.products.push_back(std::move(product));
  }
}

void NativeExecutor::run(std::span<const Pass> passes, std::int64_t rows) {
  (rounded_ == nullptr ? forward : rounded_)(passes, rows, memory_->block);
}

void NativeExecutor::run_nodes(Pass pass) {
  run({&pass, 1}, graph_.nodes);
}

// The start of a pass over edges whose products are in slot `products`.
Pass NativeExecutor::on_edges(const PackedMlp& mlp, int products) const {
  Pass pass;
  pass.mlp = &mlp;
  pass.gathered = {{memory_->of_source[products].data(), graph_.source.data()},
                   {memory_->of_target[products].data(), graph_.target.data()}};
  return pass;
}

DenseRows NativeExecutor::features() const {
  return {graph_.edge_features.data(), architecture_.edge_width(), nullptr};
}

DenseRows NativeExecutor::states(const NetworkMemory::EdgeStates& e) const {
  const std::int64_t width = width_of(model_);
  if (rounded_ != nullptr) return {nullptr, width, nullptr, e.half.data()};
  return rows(e.full, width);
}

// The result of the pass becomes the states `e`.
void NativeExecutor::keep_states(Pass& pass, NetworkMemory::EdgeStates& e,
                                 std::int64_t edges) const {
  const auto size = static_cast<std::size_t>(edges * width_of(model_));
  if (rounded_ != nullptr) {
    pass.half_out = e.half.resize(size);
  } else {
    pass.out = e.full.resize(size);
  }
}

void NativeExecutor::interaction_network(std::span<float> out) {
  const std::int64_t width = width_of(model_), iterations = architecture_.iterations;
  const auto edges = static_cast<std::int64_t>(out.size());
  const PackedMlp& classifier = model_.classifier[0];
  Pass nodes = encoder();
  add_products(nodes, model_.edge_encoder[0], 0);
  if (iterations == 0) add_products(nodes, classifier, 1);
  run_nodes(std::move(nodes));
  for (std::int64_t i = 0; i <= iterations; ++i) {
    const bool last = i == iterations;
    Pass pass =
        on_edges(i == 0 ? model_.edge_encoder[0] : model_.of(model_.edge_network, i - 1), 0);
    if (i > 0) {
      pass.dense = {states(memory_->e)};
      pass.residual = architecture_.residual ? 0 : -1;
    } else if (architecture_.edge_width() > 0) {
      pass.dense = {features()};
    }
    take_weights(pass, 2);
    if (last) {
      Pass classify = on_edges(classifier, 1);
      classify.dense = {{}};  // what the pass before makes
      take_weights(classify, 2);
      classify.out = out.data();
      const Pass both[2] = {std::move(pass), std::move(classify)};
      run(both, edges);
      return;
    }
    keep_states(pass, memory_->e, edges);
    pass.sums = {clear(memory_->outgoing, graph_.nodes), clear(memory_->incoming, graph_.nodes),
                 graph_.source.data(), graph_.target.data()};
    run({&pass, 1}, edges);
    Pass next = pass_of(
        model_.of(model_.node_network, i),
        {rows(memory_->x, width), rows(memory_->incoming, width), rows(memory_->outgoing, width)},
        memory_->x.data());
    next.residual = architecture_.residual ? 0 : -1;
    add_products(next, model_.of(model_.edge_network, i), 0);
    if (i + 1 == iterations) add_products(next, classifier, 1);
    run_nodes(std::move(next));
  }
}

void NativeExecutor::interaction_network_2(std::span<float> out) {
  const std::int64_t width = width_of(model_), iterations = architecture_.iterations;
  const auto edges = static_cast<std::int64_t>(out.size());
  const PackedMlp& classifier = model_.classifier[0];
  Pass nodes = encoder();
  nodes.out = memory_->x0.resize(static_cast<std::size_t>(graph_.nodes * width));
  add_products(nodes, model_.edge_encoder[0], 0);
  if (iterations == 0) {
    add_products(nodes, classifier, 1);
  } else {
    add_products(nodes, model_.of(model_.edge_network, 0), 1, -1);
  }
  run_nodes(std::move(nodes));
  Pass encode = on_edges(model_.edge_encoder[0], 0);
  if (architecture_.edge_width() > 0) encode.dense = {features()};
  take_weights(encode, 2);
  keep_states(encode, memory_->e0, edges);
  run({&encode, 1}, edges);
  for (std::int64_t i = 0; i < iterations; ++i) {
    Pass pass = on_edges(model_.of(model_.edge_network, i), 1);
    pass.dense = {states(i == 0 ? memory_->e0 : memory_->e), states(memory_->e0)};
    take_weights(pass, 4);
    keep_states(pass, memory_->e, edges);
    pass.sums = {clear(memory_->outgoing, graph_.nodes), clear(memory_->incoming, graph_.nodes),
                 graph_.source.data(), graph_.target.data()};
    run({&pass, 1}, edges);
    Pass next = pass_of(model_.of(model_.node_network, i),
                        {rows(i == 0 ? memory_->x0 : memory_->x, width), rows(memory_->x0, width),
                         rows(memory_->incoming, width), rows(memory_->outgoing, width)},
                        memory_->x.data());
    if (i + 1 == iterations) {
      add_products(next, classifier, 1);
    } else {
      add_products(next, model_.of(model_.edge_network, i + 1), 1, 1);
    }
    run_nodes(std::move(next));
  }
  Pass classify = on_edges(classifier, 1);
  classify.dense = {states(iterations == 0 ? memory_->e0 : memory_->e)};
  take_weights(classify, 2);
  classify.out = out.data();
  run({&classify, 1}, edges);
}

void NativeExecutor::attention_network(std::span<float> out) {
  const std::int64_t width = width_of(model_), iterations = architecture_.iterations;
  const auto edges = static_cast<std::int64_t>(out.size());
  const auto mlp_after = [&](std::int64_t i) -> const PackedMlp& {
    return i == iterations ? model_.classifier[0] : model_.of(model_.attention, i);
  };
  Pass nodes = encoder();
  add_products(nodes, mlp_after(0), 0);
  run_nodes(std::move(nodes));
  memory_->x0.resize(static_cast<std::size_t>(graph_.nodes * width));
  std::copy_n(memory_->x.data(), graph_.nodes * width, memory_->x0.data());
  for (std::int64_t i = 0; i <= iterations; ++i) {
    Pass pass = on_edges(mlp_after(i), 0);
    if (architecture_.edge_width() > 0) pass.dense = {features()};
    take_weights(pass, 2);
    pass.out = out.data();
    run({&pass, 1}, edges);
    if (i == iterations) return;
    for (float& logit : out) logit = 1.0F / (1.0F + std::exp(-logit));  // attention
    float* messages = clear(memory_->incoming, graph_.nodes);
    sum_of_neighbours(graph_.source, graph_.target, width, memory_->x.data(), out.data(), messages);
    Pass next =
        pass_of(model_.of(model_.node_network, i),
                {rows(memory_->incoming, width), rows(memory_->x, width), rows(memory_->x0, width)},
                memory_->x.data());
    next.residual = 1;
    add_products(next, mlp_after(i + 1), 0);
    run_nodes(std::move(next));
  }
}

}  // namespace trackloom::gnn
