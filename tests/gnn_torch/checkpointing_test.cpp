#include "gnn_torch/checkpointing.hpp"

#include <doctest/doctest.h>

using namespace trackloom::gnn;

TEST_CASE(
    "a checkpointed segment is computed again in the backward pass, with the same gradients") {
  const auto weight = torch::full({3}, 2.0F).requires_grad_(true);
  int calls = 0;
  const Segment segment = [&](const Tensors& in) -> Tensors {
    ++calls;
    return {in[0] * in[0] * weight, in[1] + 1};
  };
  for (const bool checkpoint : {false, true}) {
    CAPTURE(checkpoint);
    calls = 0;
    weight.mutable_grad() = torch::Tensor();
    const auto x = torch::tensor({1.0F, 2.0F, 3.0F}).requires_grad_(true);
    const auto unused = torch::ones({3});
    const Tensors out = run_segment(segment, {x, unused}, checkpoint);
    CHECK(calls == 1);
    out[0].sum().backward();
    CHECK(calls == (checkpoint ? 2 : 1));
    CHECK(torch::equal(x.grad(), 2 * x.detach() * 2));
    CHECK(torch::equal(weight.grad(), (x * x).detach()));
  }
}

TEST_CASE("without gradients a checkpointed segment is an ordinary call") {
  const torch::NoGradGuard no_gradients;
  const auto x = torch::ones({2});
  const Tensors out = run_segment([](const Tensors& in) { return Tensors{in[0] + 1}; }, {x}, true);
  CHECK(!out[0].requires_grad());
  CHECK(torch::equal(out[0], x + 1));
}
