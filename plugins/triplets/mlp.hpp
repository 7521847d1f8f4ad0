// One MLP on the concatenation of its inputs, over the flat parameters (neural/mlp_kernel.hpp).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "neural/mlp_kernel.hpp"
#include "triplets/architecture.hpp"

namespace trackloom::triplets {

class Mlp {
 public:
  // Its tensors begin at `offset` of the flat parameters.
  Mlp(const Architecture& architecture, MlpSpec spec, std::size_t offset);

  std::size_t size() const noexcept { return size_; }  // in floats
  std::size_t inputs() const noexcept { return spec_.inputs.size(); }

  // x: one [rows, width] per input; out: [rows, out width]. With residual >= 0 that input is added
  // to the result, and `out` may be it.
  void forward(std::span<const float> parameters, std::span<const float* const> x,
               std::int64_t rows, int residual, float* out) const;

  // Adds to `gradient`; writes grad_x, one per input, null: not wanted.
  void backward(std::span<const float> parameters, std::span<const float* const> x,
                std::int64_t rows, int residual, const float* grad_out,
                std::span<float* const> grad_x, std::span<float> gradient) const;

 private:
  neural::MlpCall call(const float* parameters, std::span<const float* const> x, std::int64_t rows,
                       int residual) const;

  Architecture architecture_;
  MlpSpec spec_;
  std::size_t offset_;
  std::int64_t in_ = 0;
  std::size_t size_ = 0;
};

}  // namespace trackloom::triplets
