#include <cub/device/device_radix_sort.cuh>
#include <cub/device/device_reduce.cuh>
#include <cub/device/device_scan.cuh>

#include <bit>
#include <string>

#include "cuda/primitives.hpp"

namespace trackloom::cuda {
namespace {

cudaStream_t stream_of(Lane& lane) {
  return static_cast<cudaStream_t>(lane.stream().handle());
}

// CUB's calling convention: once for the size of the scratch memory, once to work.
template <class Call>
void with_scratch(Lane& lane, const char* what, Call&& call) {
  const auto checked = [&](cudaError_t error) {
    if (error == cudaSuccess) return;
    throw FatalError(std::string("CUDA: ") + what + ": " + cudaGetErrorString(error));
  };
  std::size_t bytes = 0;
  checked(call(nullptr, bytes));
  void* scratch = lane.room_for(lane.scratch(), bytes);
  lane.stream().launch(what, {}, [&] { checked(call(scratch, bytes)); });
}

}  // namespace

int bits_for(std::uint64_t end) {
  return end <= 2 ? 1 : std::bit_width(end - 1);
}

void exclusive_sum(Lane& lane, const std::uint32_t* in, std::uint32_t* out, std::size_t count) {
  if (count == 0) return;
  with_scratch(lane, "cub::DeviceScan", [&](void* scratch, std::size_t& bytes) {
    return cub::DeviceScan::ExclusiveSum(scratch, bytes, in, out, static_cast<std::int64_t>(count),
                                         stream_of(lane));
  });
}

std::uint64_t sum(Lane& lane, const std::uint32_t* in, std::size_t count) {
  if (count == 0) return 0;
  DeviceBuffer<std::uint64_t>& result = lane.total();
  std::uint64_t* out = lane.room_for(result, 1);
  with_scratch(lane, "cub::DeviceReduce", [&](void* scratch, std::size_t& bytes) {
    return cub::DeviceReduce::Reduce(scratch, bytes, in, out, static_cast<std::int64_t>(count),
                                     ::cuda::std::plus<std::uint64_t>{}, std::uint64_t{0},
                                     stream_of(lane));
  });
  return lane.read(out);
}

void sort_pairs(Lane& lane, const std::uint32_t* keys_in, std::uint32_t* keys_out,
                const std::uint32_t* values_in, std::uint32_t* values_out, std::size_t count,
                int bits) {
  if (count == 0) return;
  with_scratch(lane, "cub::DeviceRadixSort pairs", [&](void* scratch, std::size_t& bytes) {
    return cub::DeviceRadixSort::SortPairs(scratch, bytes, keys_in, keys_out, values_in, values_out,
                                           static_cast<std::int64_t>(count), 0, bits,
                                           stream_of(lane));
  });
}

void sort_descending(Lane& lane, const std::uint32_t* keys_in, std::uint32_t* keys_out,
                     std::size_t count) {
  if (count == 0) return;
  with_scratch(lane, "cub::DeviceRadixSort keys", [&](void* scratch, std::size_t& bytes) {
    return cub::DeviceRadixSort::SortKeysDescending(scratch, bytes, keys_in, keys_out,
                                                    static_cast<std::int64_t>(count), 0, 32,
                                                    stream_of(lane));
  });
}

void sort_keys(Lane& lane, const std::uint64_t* keys_in, std::uint64_t* keys_out, std::size_t count,
               int bits) {
  if (count == 0) return;
  with_scratch(lane, "cub::DeviceRadixSort 64-bit keys", [&](void* scratch, std::size_t& bytes) {
    return cub::DeviceRadixSort::SortKeys(scratch, bytes, keys_in, keys_out,
                                          static_cast<std::int64_t>(count), 0, bits,
                                          stream_of(lane));
  });
}

}  // namespace trackloom::cuda
