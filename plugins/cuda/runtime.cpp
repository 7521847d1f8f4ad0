#include "cuda/runtime.hpp"

#include <cuda_runtime_api.h>

namespace trackloom::cuda {
namespace {

cudaStream_t as_stream(StreamHandle stream) {
  return static_cast<cudaStream_t>(stream);
}
cudaEvent_t as_event(EventHandle event) {
  return static_cast<cudaEvent_t>(event);
}

void check(cudaError_t error, const char* what) {
  if (error == cudaSuccess) return;
  throw FatalError(std::string("CUDA: ") + what + ": " + cudaGetErrorString(error));
}

// Memory freed on a stream stays with the process, so that asking again costs no call to the
// driver.
void keep_freed_memory(int device) {
  cudaMemPool_t pool = nullptr;
  check(cudaDeviceGetDefaultMemPool(&pool, device), "memory pool");
  auto all = ~static_cast<unsigned long long>(0);
  check(cudaMemPoolSetAttribute(pool, cudaMemPoolAttrReleaseThreshold, &all), "memory pool");
}

}  // namespace

std::string why_not(int device) {
  int count = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  if (error != cudaSuccess) {
    (void)cudaGetLastError();
    return std::string("no CUDA device can be used here (") + cudaGetErrorString(error) + ")";
  }
  if (device >= count) {
    return "there is no CUDA device " + std::to_string(device) + ": this machine has " +
           std::to_string(count);
  }
  int pools = 0;
  check(cudaDeviceGetAttribute(&pools, cudaDevAttrMemoryPoolsSupported, device), "memory pools");
  return pools != 0 ? "" : "CUDA device " + std::to_string(device) + " has no memory pools";
}

void use_device(int device) {
  check(cudaSetDevice(device), "cudaSetDevice");
  keep_freed_memory(device);
}

StreamHandle create_stream() {
  cudaStream_t stream = nullptr;
  check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "cudaStreamCreateWithFlags");
  return stream;
}

void destroy_stream(StreamHandle stream) noexcept {
  (void)cudaStreamDestroy(as_stream(stream));
}

void wait_for(StreamHandle stream) {
  // cudaStreamSynchronize spins by default; an event with blocking sync puts the thread to sleep.
  const EventHandle event = create_event();
  const cudaError_t recorded = cudaEventRecord(as_event(event), as_stream(stream));
  const cudaError_t waited =
      recorded == cudaSuccess ? cudaEventSynchronize(as_event(event)) : recorded;
  destroy_event(event);
  check(waited, "waiting for the device");
}

EventHandle create_event() {
  cudaEvent_t event = nullptr;
  check(cudaEventCreateWithFlags(&event, cudaEventDisableTiming | cudaEventBlockingSync),
        "cudaEventCreateWithFlags");
  return event;
}

void destroy_event(EventHandle event) noexcept {
  (void)cudaEventDestroy(as_event(event));
}

void record(EventHandle event, StreamHandle stream) {
  check(cudaEventRecord(as_event(event), as_stream(stream)), "cudaEventRecord");
}

void wait_on(StreamHandle stream, EventHandle event) {
  check(cudaStreamWaitEvent(as_stream(stream), as_event(event), 0), "cudaStreamWaitEvent");
}

void* allocate(std::size_t bytes, StreamHandle stream) {
  void* memory = nullptr;
  const cudaError_t error = cudaMallocAsync(&memory, bytes, as_stream(stream));
  if (error == cudaErrorMemoryAllocation) {
    (void)cudaGetLastError();  // this one does not stick
    throw OutOfMemory("the device has no " + std::to_string(bytes >> 20) + " MB left");
  }
  check(error, "cudaMallocAsync");
  return memory;
}

void release(void* memory, StreamHandle stream) noexcept {
  if (memory == nullptr) return;
  (void)(stream != nullptr ? cudaFreeAsync(memory, as_stream(stream)) : cudaFree(memory));
}

void* allocate_pinned(std::size_t bytes) {
  void* memory = nullptr;
  const cudaError_t error = cudaHostAlloc(&memory, bytes, cudaHostAllocDefault);
  if (error == cudaErrorMemoryAllocation) {
    (void)cudaGetLastError();
    throw OutOfMemory("no " + std::to_string(bytes >> 20) + " MB of pinned host memory left");
  }
  check(error, "cudaHostAlloc");
  return memory;
}

void release_pinned(void* memory) noexcept {
  if (memory != nullptr) (void)cudaFreeHost(memory);
}

void copy_to_device(void* to, const void* from, std::size_t bytes, StreamHandle stream) {
  check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyHostToDevice, as_stream(stream)),
        "copy to the device");
}

void copy_to_host(void* to, const void* from, std::size_t bytes, StreamHandle stream) {
  check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, as_stream(stream)),
        "copy to the host");
}

void copy_on_device(void* to, const void* from, std::size_t bytes, StreamHandle stream) {
  check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, as_stream(stream)),
        "copy on the device");
}

void fill_bytes(void* to, int value, std::size_t bytes, StreamHandle stream) {
  check(cudaMemsetAsync(to, value, bytes, as_stream(stream)), "cudaMemsetAsync");
}

}  // namespace trackloom::cuda
