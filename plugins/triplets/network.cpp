// Rows of doublets are copied to their triplets before an MLP, so that all its inputs are dense:
// there are about as many triplets as doublets, and the copies cost less than the products.
#include "triplets/network.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace trackloom::triplets {

namespace {

void add_row(const float* from, std::size_t width, float* to) {
  for (std::size_t h = 0; h < width; ++h) to[h] += from[h];
}

// -log sigmoid(x), without overflow.
double cross_entropy(double x) {
  return std::log1p(std::exp(-std::abs(x))) + std::max(-x, 0.0);
}

}  // namespace

Network::Network(const Architecture& architecture)
    : width_(static_cast<std::size_t>(architecture.hidden)) {
  std::size_t offset = 0;
  for (MlpSpec& spec : mlp_specs(architecture)) {
    mlps_.emplace_back(architecture, std::move(spec), offset);
    offset += mlps_.back().size();
  }
}

void Network::gather(const GraphView& graph, const Rows& x) {
  const std::size_t count = graph.source.size();
  a_.resize(count * width_);
  b_.resize(count * width_);
  for (std::size_t t = 0; t < count; ++t) {
    std::copy_n(x.data() + graph.source[t] * width_, width_, a_.data() + t * width_);
    std::copy_n(x.data() + graph.target[t] * width_, width_, b_.data() + t * width_);
  }
}

void Network::scatter(const GraphView& graph, Rows& x) const {
  for (std::size_t t = 0; t < graph.source.size(); ++t) {
    add_row(grad_a_.data() + t * width_, width_, x.data() + graph.source[t] * width_);
    add_row(grad_b_.data() + t * width_, width_, x.data() + graph.target[t] * width_);
  }
}

void Network::sum(const GraphView& graph, const Rows& e) {
  const std::size_t size = static_cast<std::size_t>(graph.doublets) * width_;
  in_.assign(size, 0.0F);
  out_.assign(size, 0.0F);
  for (std::size_t t = 0; t < graph.source.size(); ++t) {
    add_row(e.data() + t * width_, width_, out_.data() + graph.source[t] * width_);
    add_row(e.data() + t * width_, width_, in_.data() + graph.target[t] * width_);
  }
}

void Network::gather_sums(const GraphView& graph, Rows& e) const {
  for (std::size_t t = 0; t < graph.source.size(); ++t) {
    add_row(grad_out_.data() + graph.source[t] * width_, width_, e.data() + t * width_);
    add_row(grad_in_.data() + graph.target[t] * width_, width_, e.data() + t * width_);
  }
}

void Network::forward(std::span<const float> parameters, const GraphView& graph, bool keep) {
  const auto triplets = static_cast<std::int64_t>(graph.source.size());
  const std::size_t iterations = (mlps_.size() - 3) / 2;
  const std::size_t states = keep ? iterations + 1 : 1;
  x_.resize(states);
  e_.resize(states);
  for (Rows& x : x_) x.resize(static_cast<std::size_t>(graph.doublets) * width_);
  for (Rows& e : e_) e.resize(graph.source.size() * width_);

  mlps_[0].forward(parameters, std::array{graph.doublet_features.data()}, graph.doublets, -1,
                   x_[0].data());
  gather(graph, x_[0]);
  mlps_[1].forward(parameters,
                   std::array<const float*, 3>{a_.data(), b_.data(), graph.triplet_features.data()},
                   triplets, -1, e_[0].data());
  for (std::size_t i = 0; i < iterations; ++i) {
    const std::size_t now = keep ? i : 0;
    const std::size_t next = keep ? i + 1 : 0;
    sum(graph, e_[now]);
    mlps_[2 + 2 * i].forward(parameters,
                             std::array<const float*, 3>{x_[now].data(), in_.data(), out_.data()},
                             graph.doublets, 0, x_[next].data());
    gather(graph, x_[next]);
    mlps_[3 + 2 * i].forward(parameters,
                             std::array<const float*, 3>{a_.data(), b_.data(), e_[now].data()},
                             triplets, 2, e_[next].data());
  }
  logit_.resize(graph.source.size());
  mlps_.back().forward(parameters,
                       std::array<const float*, 3>{a_.data(), b_.data(), e_.back().data()},
                       triplets, -1, logit_.data());
}

void Network::logits(std::span<const float> parameters, const GraphView& graph,
                     std::span<float> out) {
  forward(parameters, graph, false);
  std::copy(logit_.begin(), logit_.end(), out.begin());
}

double Network::loss_and_gradient(std::span<const float> parameters, const GraphView& graph,
                                  std::span<const float> label, std::span<const float> weight,
                                  std::span<float> gradient) {
  forward(parameters, graph, true);
  double total = 0;
  for (const float w : weight) total += w;
  double loss = 0;
  for (std::size_t t = 0; t < logit_.size(); ++t) {
    const double logit = logit_[t];
    const double target = label[t];
    loss += weight[t] * (target * cross_entropy(logit) + (1 - target) * cross_entropy(-logit));
    logit_[t] = static_cast<float>(weight[t] * (1 / (1 + std::exp(-logit)) - target) / total);
  }
  std::fill(gradient.begin(), gradient.end(), 0.0F);
  backward(parameters, graph, gradient);
  return loss / total;
}

// logit_ holds the gradient of the logits, a_ and b_ the last doublets.
void Network::backward(std::span<const float> parameters, const GraphView& graph,
                       std::span<float> gradient) {
  const auto triplets = static_cast<std::int64_t>(graph.source.size());
  for (Rows* rows : {&grad_a_, &grad_b_, &grad_e_, &next_e_}) rows->resize(a_.size());
  for (Rows* rows : {&grad_in_, &grad_out_, &next_x_}) rows->resize(x_[0].size());
  grad_x_.assign(x_[0].size(), 0.0F);

  mlps_.back().backward(
      parameters, std::array<const float*, 3>{a_.data(), b_.data(), e_.back().data()}, triplets, -1,
      logit_.data(), std::array{grad_a_.data(), grad_b_.data(), grad_e_.data()}, gradient);
  scatter(graph, grad_x_);
  for (std::size_t i = e_.size() - 1; i-- > 0;) {
    gather(graph, x_[i + 1]);
    mlps_[3 + 2 * i].backward(
        parameters, std::array<const float*, 3>{a_.data(), b_.data(), e_[i].data()}, triplets, 2,
        grad_e_.data(), std::array{grad_a_.data(), grad_b_.data(), next_e_.data()}, gradient);
    scatter(graph, grad_x_);
    sum(graph, e_[i]);
    mlps_[2 + 2 * i].backward(
        parameters, std::array<const float*, 3>{x_[i].data(), in_.data(), out_.data()},
        graph.doublets, 0, grad_x_.data(),
        std::array{next_x_.data(), grad_in_.data(), grad_out_.data()}, gradient);
    gather_sums(graph, next_e_);
    std::swap(grad_x_, next_x_);
    std::swap(grad_e_, next_e_);
  }
  gather(graph, x_[0]);
  mlps_[1].backward(
      parameters, std::array<const float*, 3>{a_.data(), b_.data(), graph.triplet_features.data()},
      triplets, -1, grad_e_.data(), std::array<float*, 3>{grad_a_.data(), grad_b_.data(), nullptr},
      gradient);
  scatter(graph, grad_x_);
  mlps_[0].backward(parameters, std::array{graph.doublet_features.data()}, graph.doublets, -1,
                    grad_x_.data(), std::array<float*, 1>{nullptr}, gradient);
}

}  // namespace trackloom::triplets
