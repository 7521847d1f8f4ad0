// cuda/runtime.hpp without CUDA: "device" memory is memory of its own, filled with a pattern, and
// everything enqueued is done at once.
#include "cuda/runtime.hpp"

#include <cstdlib>
#include <cstring>

namespace trackloom::cuda {
namespace {

int object = 0;  // what handles point at

void* take(std::size_t bytes) {
  void* memory = std::malloc(bytes + 1);
  if (memory == nullptr) throw OutOfMemory("no memory");
  std::memset(memory, 0xA5, bytes + 1);  // reading what was never written shows
  return memory;
}

}  // namespace

std::string why_not(int device) {
  return device == 0 ? ""
                     : "there is no CUDA device " + std::to_string(device) + ": emulated are 1";
}
void use_device(int) {}

StreamHandle create_stream() {
  return &object;
}
void destroy_stream(StreamHandle) noexcept {}
void wait_for(StreamHandle) {}
EventHandle create_event() {
  return &object;
}
void destroy_event(EventHandle) noexcept {}
void record(EventHandle, StreamHandle) {}
void wait_on(StreamHandle, EventHandle) {}

void* allocate(std::size_t bytes, StreamHandle) {
  return take(bytes);
}
void release(void* memory, StreamHandle) noexcept {
  std::free(memory);
}
void* allocate_pinned(std::size_t bytes) {
  return take(bytes);
}
void release_pinned(void* memory) noexcept {
  std::free(memory);
}

void copy_to_device(void* to, const void* from, std::size_t bytes, StreamHandle) {
  if (bytes > 0) std::memcpy(to, from, bytes);
}
void copy_to_host(void* to, const void* from, std::size_t bytes, StreamHandle) {
  if (bytes > 0) std::memcpy(to, from, bytes);
}
void copy_on_device(void* to, const void* from, std::size_t bytes, StreamHandle) {
  if (bytes > 0) std::memcpy(to, from, bytes);
}
void fill_bytes(void* to, int value, std::size_t bytes, StreamHandle) {
  if (bytes > 0) std::memset(to, value, bytes);
}

}  // namespace trackloom::cuda
