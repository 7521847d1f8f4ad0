// The kernels of rounded numbers against forward(), on every instruction set that this processor
// has. Numbers are such that little is rounded, so that a wrong index or a missing term shows.
#include "neural/forward_rounded.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

using namespace trackloom::neural;

namespace {

constexpr std::int64_t rows = 203;  // more than a block, and no multiple of one
constexpr std::int64_t nodes = 17;

// Multiples of 1/16 between -1 and 1.
std::vector<float> numbers(std::int64_t count, float phase) {
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i) {
    values.push_back(std::round(16 * std::sin(phase + 1.7F * static_cast<float>(i))) / 16);
  }
  return values;
}

float value_of(std::uint16_t half) {
  return std::bit_cast<float>(std::uint32_t{half} << 16);
}

std::span<const RoundedKernel> kernels_of(Rounding rounding) {
  return rounding == Rounding::bf16 ? bf16_kernels() : int8_kernels();
}
constexpr Rounding roundings[] = {Rounding::bf16, Rounding::int8};

std::vector<std::pair<Rounding, std::int64_t>> every_width() {
  std::vector<std::pair<Rounding, std::int64_t>> all;
  for (const Rounding rounding : roundings) {
    for (const std::int64_t hidden : {8, 24, 32, 48, 64}) all.emplace_back(rounding, hidden);
  }
  return all;
}

// What a pass makes.
struct Made {
  std::vector<float> out, incoming, outgoing, product;
};

}  // namespace

TEST_CASE("gathered, indexed, odd and half inputs, residual, sums and products") {
  for (const auto& [rounding, hidden] : every_width()) {
    for (const bool norm : {false, true}) {
      CAPTURE(static_cast<int>(rounding));
      CAPTURE(hidden);
      CAPTURE(norm);
      // Two inputs behind gathered products, five features behind an index, a state of the edge.
      const MlpShape shape = {3 * hidden + 5, hidden, 2, hidden, norm, false};
      const auto parameters = numbers(parameter_count(shape), 0.3F);
      const std::vector<std::int64_t> parts = {hidden, hidden, 5, hidden};
      PackedMlp mlp(shape, parameters, parts);
      mlp.round(rounding, 4);
      const std::int64_t width = mlp.width;
      const auto features = numbers(rows * 5, 0.9F);
      const auto of_source = numbers(nodes * width, 0.1F);
      const auto of_target = numbers(nodes * width, 0.2F);
      std::vector<float> state = numbers(rows * width, 0.6F);
      std::vector<std::uint16_t> half_state;
      std::vector<std::int32_t> source, target, place;
      for (std::int32_t i = 0; i < rows; ++i) {
        source.push_back(i * nodes / rows);
        target.push_back(i * 7 % nodes);
        place.push_back(static_cast<std::int32_t>(rows) - 1 - i);
        for (std::int64_t h = hidden; h < width; ++h) state[i * width + h] = 0;
      }
      for (const float v : state) half_state.push_back(std::bit_cast<std::uint32_t>(v) >> 16);

      const auto make = [&](bool half, auto&& run) {
        Made made{std::vector<float>(rows * width), std::vector<float>(nodes * width),
                  std::vector<float>(nodes * width), std::vector<float>(rows * width)};
        std::vector<std::uint16_t> half_out(rows * width);
        Pass pass;
        pass.mlp = &mlp;
        pass.gathered = {{of_source.data(), source.data()}, {of_target.data(), target.data()}};
        pass.dense = {{features.data(), 5, place.data()}, {state.data(), width, nullptr}};
        if (half) pass.dense[1] = {nullptr, width, nullptr, half_state.data()};
        pass.dense_weight = {&mlp.first[2], &mlp.first[3]};
        pass.residual = 1;
        if (half) {
          pass.half_out = half_out.data();
        } else {
          pass.out = made.out.data();
        }
        pass.sums = {made.outgoing.data(), made.incoming.data(), source.data(), target.data()};
        pass.products = {{{{&mlp.first[0], -1}, {&mlp.first[2], 0}}, nullptr, made.product.data()}};
        ForwardMemory memory;
        run(std::span<const Pass>(&pass, 1), rows, memory);
        for (std::size_t i = 0; half && i < half_out.size(); ++i) {
          made.out[i] = value_of(half_out[i]);
        }
        return made;
      };
      const Made exact = make(false, forward);
      std::vector<float> of_first_kernel;
      for (const RoundedKernel& kernel : kernels_of(rounding)) {
        CAPTURE(std::string(kernel.name));
        const Made rounded = make(true, kernel.run);
        // Steps of int8 fall beside the numbers of this test, those of bf16 on them.
        const double share = rounding == Rounding::bf16 ? 0.03 : 0.2;
        const auto close = [&](const std::vector<float>& a, const std::vector<float>& b) {
          double size = 0, difference = 0, most = 0;
          for (std::size_t i = 0; i < a.size(); ++i) {
            size += double{b[i]} * b[i];
            difference += (double{a[i]} - b[i]) * (double{a[i]} - b[i]);
            most = std::max(most, std::abs(double{a[i]} - b[i]));
          }
          const double mean = std::sqrt(size / static_cast<double>(b.size()));
          CHECK(std::sqrt(difference / static_cast<double>(b.size())) < share * mean);
          CHECK(most < 6 * share * mean);
        };
        close(rounded.out, exact.out);
        close(rounded.incoming, exact.incoming);
        close(rounded.outgoing, exact.outgoing);
        close(rounded.product, exact.product);
        if (rounding != Rounding::int8) continue;
        // Integers: what differs is a code here and there, by fp32's rounding.
        if (of_first_kernel.empty()) of_first_kernel = rounded.out;
        double size = 0, difference = 0;
        for (std::size_t i = 0; i < rounded.out.size(); ++i) {
          size += double{rounded.out[i]} * rounded.out[i];
          difference += std::abs(double{rounded.out[i]} - of_first_kernel[i]);
        }
        const auto count = static_cast<double>(rounded.out.size());
        CHECK(difference / count < 1e-3 * std::sqrt(size / count));
      }
    }
  }
}

TEST_CASE("the residual input may be where the result goes") {
  for (const Rounding rounding : roundings) {
    CAPTURE(static_cast<int>(rounding));
    const MlpShape shape = {32, 32, 1, 32, true, false};
    const auto values = numbers(parameter_count(shape), 0.2F);
    const std::int64_t parts[] = {32};
    PackedMlp mlp(shape, values, parts);
    mlp.round(rounding, 1);
    const auto x = numbers(rows * 32, 0.5F);
    const auto make = [&](auto&& run, bool in_place) {
      std::vector<float> state = x, elsewhere(x.size());
      Pass pass;
      pass.mlp = &mlp;
      pass.dense = {{state.data(), 32, nullptr}};
      pass.dense_weight = {&mlp.first[0]};
      pass.residual = 0;
      pass.out = in_place ? state.data() : elsewhere.data();
      ForwardMemory memory;
      run(std::span<const Pass>(&pass, 1), rows, memory);
      return in_place ? state : elsewhere;
    };
    const auto exact = make(forward, true);
    for (const RoundedKernel& kernel : kernels_of(rounding)) {
      CAPTURE(std::string(kernel.name));
      const auto rounded = make(kernel.run, true);
      CHECK(rounded == make(kernel.run, false));
      // int8: the made-up matrix has two dimensions, of whose 32 columns little is left.
      const double most = rounding == Rounding::bf16 ? 0.05 : 2.5;
      for (std::size_t i = 0; i < x.size(); ++i) REQUIRE(std::abs(rounded[i] - exact[i]) < most);
    }
  }
}

TEST_CASE("a second pass reads what the first made, and a number that is none stays one") {
  for (const Rounding rounding : roundings) {
    CAPTURE(static_cast<int>(rounding));
    const MlpShape first_shape = {6, 32, 1, 32, true, false},
                   second_shape = {32, 32, 1, 1, true, false};
    const auto first_values = numbers(parameter_count(first_shape), 0.2F);
    const auto second_values = numbers(parameter_count(second_shape), 0.4F);
    const std::int64_t first_parts[] = {6}, second_parts[] = {32};
    PackedMlp first(first_shape, first_values, first_parts);
    PackedMlp second(second_shape, second_values, second_parts);
    first.round(rounding, 1);
    second.round(rounding, 1);
    auto x = numbers(rows * 6, 0.5F);
    x[5] = std::nanf("");
    std::vector<std::int32_t> place;
    for (std::int32_t i = 0; i < rows; ++i)
      place.push_back(static_cast<std::int32_t>(rows) - 1 - i);
    const auto make = [&](auto&& run) {
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
      run(std::span<const Pass>(passes), rows, memory);
      return out;
    };
    const auto exact = make(forward);
    for (const RoundedKernel& kernel : kernels_of(rounding)) {
      CAPTURE(std::string(kernel.name));
      const auto rounded = make(kernel.run);
      CHECK(std::isnan(rounded[rows - 1]));
      for (std::int64_t i = 0; i + 1 < rows; ++i) {
        REQUIRE(std::abs(rounded[i] - exact[i]) < 0.02 * (1 + std::abs(exact[i])));
      }
    }
  }
}
