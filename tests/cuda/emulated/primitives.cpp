// cuda/primitives.hpp with the standard library: what CUB is taken to do.
#include "cuda/primitives.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>
#include <vector>

namespace trackloom::cuda {

int bits_for(std::uint64_t end) {
  return end <= 2 ? 1 : std::bit_width(end - 1);
}

void exclusive_sum(Lane&, const std::uint32_t* in, std::uint32_t* out, std::size_t count) {
  std::exclusive_scan(in, in + count, out, 0U);
}

std::uint64_t sum(Lane&, const std::uint32_t* in, std::size_t count) {
  return std::accumulate(in, in + count, std::uint64_t{0});
}

void sort_pairs(Lane&, const std::uint32_t* keys_in, std::uint32_t* keys_out,
                const std::uint32_t* values_in, std::uint32_t* values_out, std::size_t count,
                int bits) {
  const std::uint32_t mask = bits >= 32 ? 0xFFFFFFFFU : (1U << bits) - 1;
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return (keys_in[a] & mask) < (keys_in[b] & mask);
  });
  for (std::size_t i = 0; i < count; ++i) {
    keys_out[i] = keys_in[order[i]];
    values_out[i] = values_in[order[i]];
  }
}

void sort_descending(Lane&, const std::uint32_t* keys_in, std::uint32_t* keys_out,
                     std::size_t count) {
  std::copy_n(keys_in, count, keys_out);
  std::sort(keys_out, keys_out + count, std::greater<>());
}

void sort_keys(Lane&, const std::uint64_t* keys_in, std::uint64_t* keys_out, std::size_t count,
               int bits) {
  const std::uint64_t mask = bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
  std::copy_n(keys_in, count, keys_out);
  std::stable_sort(keys_out, keys_out + count,
                   [&](std::uint64_t a, std::uint64_t b) { return (a & mask) < (b & mask); });
}

}  // namespace trackloom::cuda
