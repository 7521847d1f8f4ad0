// The forward kernel against sums written out in double precision, on every instruction set that
// this processor has.
#include "neural/forward.hpp"

#include <doctest/doctest.h>
#include <hwy/targets.h>

#include <cmath>
#include <set>
#include <string>

using namespace trackloom::neural;

namespace {

constexpr std::int64_t rows = 203;  // more than a block, and no multiple of one
constexpr std::int64_t nodes = 17;

std::vector<float> numbers(std::int64_t count, float phase) {
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i) {
    values.push_back(std::sin(phase + 1.7F * static_cast<float>(i)));
  }
  return values;
}

// What the MLP makes of the inputs side by side.
std::vector<double> plain(const MlpShape& shape, const std::vector<float>& parameters,
                          std::vector<double> in) {
  const float* p = parameters.data();
  for (std::int64_t layer = 0;; ++layer) {
    const bool last = layer == shape.hidden_layers;
    const std::int64_t count = last ? shape.out : shape.hidden;
    std::vector<double> out;
    for (std::int64_t o = 0; o < count; ++o) {
      double sum = p[count * static_cast<std::int64_t>(in.size()) + o];
      for (std::size_t i = 0; i < in.size(); ++i) sum += p[o * in.size() + i] * in[i];
      out.push_back(sum);
    }
    p += count * (in.size() + 1);
    if (last) return out;
    double mean = 0, variance = 0;
    for (const double z : out) mean += z / static_cast<double>(count);
    for (const double z : out) variance += (z - mean) * (z - mean) / static_cast<double>(count);
    for (std::int64_t o = 0; shape.layer_norm && o < count; ++o) {
      out[o] = (out[o] - mean) / std::sqrt(variance + 1e-5) * p[o] + p[count + o];
    }
    if (shape.layer_norm) p += 2 * count;
    for (double& z : out) z = std::max(z, 0.0);
    in = out;
  }
}

// Runs `check` on each instruction set, and says how many there are.
template <class F>
void on_every_target(F&& check) {
  std::set<std::string> names;
  for (std::int64_t left = hwy::SupportedTargets(); left != 0; left &= left - 1) {
    hwy::SetSupportedTargetsForTest(left & -left);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    CAPTURE(forward_target());
    if (names.insert(forward_target()).second) check();
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  MESSAGE("instruction sets: ", names.size());
}

}  // namespace

TEST_CASE(
    "gathered, indexed and plain inputs, residual, sums and products are what they should be") {
  for (const std::int64_t hidden : {8, 24, 32, 64}) {
    for (const std::int64_t layers : {1, 2}) {
      const MlpShape shape = {2 * hidden + 5, hidden, layers, hidden, hidden != 24, false};
      CAPTURE(hidden);
      const auto parameters = numbers(parameter_count(shape), 0.3F);
      const std::vector<std::int64_t> parts = {hidden, hidden, 5};
      const PackedMlp mlp(shape, parameters, parts);
      const std::int64_t width = mlp.width;
      // Two states of nodes, whose products are made here, and five features behind an index.
      auto state = numbers(nodes * width, 0.1F);
      const auto features = numbers(rows * 5, 0.9F);
      std::vector<std::int32_t> source, target, place;
      for (std::int32_t i = 0; i < rows; ++i) {
        source.push_back(i * nodes / rows);
        target.push_back(i * 7 % nodes);
        place.push_back(static_cast<std::int32_t>(rows) - 1 - i);
      }
      on_every_target([&] {
        ForwardMemory memory;
        // Products with the first two parts: those of a pass whose MLP gives the state itself do
        // not exist, so they are summed here.
        std::vector<float> of_source(nodes * width), of_target(nodes * width);
        for (std::int64_t n = 0; n < nodes; ++n) {
          for (std::int64_t h = 0; h < width; ++h) {
            double s = mlp.bias[0].data()[h], t = 0;
            for (std::int64_t k = 0; k < hidden; ++k) {
              s += double{state[n * width + k]} * const_cast<PackedMatrix&>(mlp.first[0]).at(k, h);
              t += double{state[n * width + k]} * const_cast<PackedMatrix&>(mlp.first[1]).at(k, h);
            }
            of_source[n * width + h] = static_cast<float>(s);
            of_target[n * width + h] = static_cast<float>(t);
          }
        }
        std::vector<float> out(rows * mlp.out_width), in_sum(nodes * width), out_sum(nodes * width);
        std::vector<float> product(rows * width);
        Pass pass;
        pass.mlp = &mlp;
        pass.gathered = {{of_source.data(), source.data()}, {of_target.data(), target.data()}};
        pass.dense = {{features.data(), 5, place.data()}};
        pass.dense_weight = {&mlp.first[2]};
        pass.out = out.data();
        pass.sums = {out_sum.data(), in_sum.data(), source.data(), target.data()};
        pass.products = {{{{&mlp.first[0], -1}, {&mlp.first[2], 0}}, nullptr, product.data()}};
        forward({&pass, 1}, rows, memory);
        std::vector<double> expected_out_sum(nodes * width), expected_in_sum(nodes * width);
        for (std::int64_t i = 0; i < rows; ++i) {
          std::vector<double> in;
          for (const std::int32_t n : {source[i], target[i]}) {
            for (std::int64_t k = 0; k < hidden; ++k) in.push_back(state[n * width + k]);
          }
          for (int k = 0; k < 5; ++k) in.push_back(features[place[i] * 5 + k]);
          const auto expected = plain(shape, parameters, in);
          for (std::int64_t o = 0; o < hidden; ++o) {
            REQUIRE(out[i * width + o] == doctest::Approx(expected[o]).epsilon(1e-4));
            expected_out_sum[source[i] * width + o] += expected[o];
            expected_in_sum[target[i] * width + o] += expected[o];
            double p = 0;
            for (std::int64_t k = 0; k < hidden; ++k) {
              p += expected[k] * const_cast<PackedMatrix&>(mlp.first[0]).at(k, o);
            }
            for (int k = 0; k < 5; ++k) {
              p += double{features[place[i] * 5 + k]} *
                   const_cast<PackedMatrix&>(mlp.first[2]).at(k, o);
            }
            REQUIRE(std::abs(product[i * width + o] - p) < 1e-4 * (1 + std::abs(p)) * hidden);
          }
        }
        for (std::int64_t n = 0; n < nodes * width; ++n) {
          if (n % width >= hidden) continue;
          REQUIRE(out_sum[n] == doctest::Approx(expected_out_sum[n]).epsilon(1e-3));
          REQUIRE(in_sum[n] == doctest::Approx(expected_in_sum[n]).epsilon(1e-3));
        }
      });
    }
  }
}

TEST_CASE(
    "a second pass reads what the first made, adds it, and puts one number per row in place") {
  const MlpShape first_shape = {6, 32, 1, 32, true, false},
                 second_shape = {32, 32, 1, 1, true, false};
  const auto first_values = numbers(parameter_count(first_shape), 0.2F);
  const auto second_values = numbers(parameter_count(second_shape), 0.4F);
  const std::int64_t first_parts[] = {6}, second_parts[] = {32};
  const PackedMlp first(first_shape, first_values, first_parts);
  const PackedMlp second(second_shape, second_values, second_parts);
  const auto x = numbers(rows * 6, 0.5F);
  std::vector<std::int32_t> place;
  for (std::int32_t i = 0; i < rows; ++i) place.push_back(static_cast<std::int32_t>(rows) - 1 - i);
  on_every_target([&] {
    std::vector<float> out(rows);
    Pass passes[2];
    passes[0].mlp = &first;
    passes[0].dense = {{x.data(), 6, nullptr}};
    passes[0].dense_weight = {&first.first[0]};
    passes[1].mlp = &second;
    passes[1].dense = {{}};
    passes[1].dense_weight = {&second.first[0]};
    passes[1].out = out.data();
    passes[1].place = place.data();
    ForwardMemory memory;
    forward(passes, rows, memory);
    for (std::int64_t i = 0; i < rows; ++i) {
      const auto middle =
          plain(first_shape, first_values, {x.begin() + i * 6, x.begin() + i * 6 + 6});
      REQUIRE(out[place[i]] ==
              doctest::Approx(plain(second_shape, second_values, middle)[0]).epsilon(1e-4));
    }
  });
}

TEST_CASE("a number that is none stays one through activation and norm") {
  for (const bool norm : {false, true}) {
    const MlpShape shape = {2, 16, 1, 1, norm, false};
    const auto values = numbers(parameter_count(shape), 0.2F);
    const std::int64_t parts[] = {2};
    const PackedMlp mlp(shape, values, parts);
    const std::vector<float> x = {1, 2, std::nanf(""), 2};
    on_every_target([&] {
      float out[2];
      Pass pass;
      pass.mlp = &mlp;
      pass.dense = {{x.data(), 2, nullptr}};
      pass.dense_weight = {&mlp.first[0]};
      pass.out = out;
      ForwardMemory memory;
      forward({&pass, 1}, 2, memory);
      CHECK(std::isfinite(out[0]));
      CHECK(std::isnan(out[1]));
    });
  }
}
