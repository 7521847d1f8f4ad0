// Scan, sum and sort on a lane's stream: CUB on a device, the standard library where the grid is
// emulated. Scratch memory comes from the lane.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cuda/lane.hpp"

namespace trackloom::cuda {

// out[i] = in[0] + ... + in[i - 1]. In place is allowed. The sum must fit 32 bits (see `sum`).
void exclusive_sum(Lane& lane, const std::uint32_t* in, std::uint32_t* out, std::size_t count);

// Waits for the stream.
std::uint64_t sum(Lane& lane, const std::uint32_t* in, std::size_t count);

// By the lowest `bits` bits of the key, stable: of equal keys the order stays.
void sort_pairs(Lane& lane, const std::uint32_t* keys_in, std::uint32_t* keys_out,
                const std::uint32_t* values_in, std::uint32_t* values_out, std::size_t count,
                int bits);

// Largest first.
void sort_descending(Lane& lane, const std::uint32_t* keys_in, std::uint32_t* keys_out,
                     std::size_t count);

// By the lowest `bits` bits, smallest first.
void sort_keys(Lane& lane, const std::uint64_t* keys_in, std::uint64_t* keys_out, std::size_t count,
               int bits);

// Bits that the numbers below `end` need.
int bits_for(std::uint64_t end);

}  // namespace trackloom::cuda
