// How a kernel is run. A kernel is a functor whose call operator is __host__ __device__, so that it
// can be run on the CPU over the same indices: nvcc makes kernels of it, any other compiler loops.
//
//   for_each(stream, n, body)                        body(i) for i in [0, n)
//   for_blocks(stream, blocks, threads, bytes, body) body(block): see Block below
//
// What a body does for one index may depend on no other index of the same call, but for atomics
// whose result does not depend on their order (atomics.hpp). Then neither does any result.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cuda/stream.hpp"
#include "event_data/host_device.hpp"

#ifndef __CUDACC__
#include "cuda/launch_on_host.hpp"
#else

#include <cuda_runtime_api.h>

#include <string>
#include <typeinfo>

namespace trackloom::cuda {

// A block of threads with shared memory. `each` spreads the indices over the threads and ends with
// a barrier: a body is a sequence of such phases.
class Block {
 public:
  __device__ std::uint32_t index() const { return blockIdx.x; }
  __device__ std::uint32_t threads() const { return blockDim.x; }
  template <class F>
  __device__ void each(std::uint32_t count, F&& f) const {
    for (std::uint32_t i = threadIdx.x; i < count; i += blockDim.x) f(i);
    __syncthreads();
  }
  // f(warp) for every warp, by all of its lanes together (tile.hpp); ends with a barrier.
  template <class F>
  __device__ void each_warp(F&& f) const {
    f(threadIdx.x / 32);
    __syncthreads();
  }
  // 16-byte aligned; not initialised.
  template <class T>
  __device__ T* shared() const {
    extern __shared__ __align__(16) unsigned char memory[];
    return reinterpret_cast<T*>(memory);
  }
};

namespace detail {

template <class Body>
__global__ void each_kernel(const Body body, std::uint32_t count) {
  const std::uint32_t i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < count) body(i);
}

template <class Body>
__global__ void block_kernel(const Body body) {
  body(Block{});
}

// What the kernel says that it moves and computes, if it does.
template <class Body>
KernelWork work_of(const Body& body) {
  if constexpr (requires { body.work(); }) return body.work();
  return {};
}

inline void check_launch(const char* what) {
  const cudaError_t error = cudaGetLastError();
  if (error != cudaSuccess) {
    throw FatalError(std::string("CUDA: ") + what + ": " + cudaGetErrorString(error));
  }
}

}  // namespace detail

template <class Body>
void for_each(const Stream& stream, std::uint32_t count, const Body& body) {
  constexpr std::uint32_t threads = 256;
  if (count == 0) return;
  const std::uint32_t blocks = (count - 1) / threads + 1;
  stream.launch(typeid(Body).name(), detail::work_of(body), [&] {
    // clang-format off
    detail::each_kernel<<<blocks, threads, 0, static_cast<cudaStream_t>(stream.handle())>>>(
        body, count);
    // clang-format on
  });
  detail::check_launch("a kernel cannot be launched");
}

// At most 48 kB of shared memory without more ado; beyond that the kernel is allowed what it needs.
template <class Body>
void for_blocks(const Stream& stream, std::uint32_t blocks, std::uint32_t threads,
                std::size_t shared_bytes, const Body& body) {
  if (blocks == 0) return;
  if (shared_bytes > 48 * 1024) {
    (void)cudaFuncSetAttribute(detail::block_kernel<Body>,
                               cudaFuncAttributeMaxDynamicSharedMemorySize,
                               static_cast<int>(shared_bytes));
  }
  stream.launch(typeid(Body).name(), detail::work_of(body), [&] {
    // clang-format off
    detail::block_kernel<<<blocks, threads, shared_bytes,
                           static_cast<cudaStream_t>(stream.handle())>>>(body);
    // clang-format on
  });
  detail::check_launch("a kernel with shared memory cannot be launched");
}

}  // namespace trackloom::cuda

#endif
