// The few things that are asked of the CUDA runtime, behind functions, so that the same stages also
// run on the CPU: runtime.cpp calls CUDA, tests/cuda/emulated/runtime.cpp does everything at once.
// No CUDA header is needed to use this one.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

#include "trackloom/error.hpp"

namespace trackloom::cuda {

using StreamHandle = void*;
using EventHandle = void*;

// The device has no memory left for this; the event can be given up or done otherwise.
class OutOfMemory : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// All functions below throw FatalError where CUDA reports anything else: such errors stick to the
// context, nothing more can be done on the device.

// Empty if device number `device` can be used, else why not. Makes no context.
std::string why_not(int device);
// Later calls of this thread go to this device.
void use_device(int device);

StreamHandle create_stream();
void destroy_stream(StreamHandle stream) noexcept;
// Waits for all that was enqueued on this stream so far, on a blocking event.
void wait_for(StreamHandle stream);

// For ordering only: no timing; a host thread that waits sleeps.
EventHandle create_event();
void destroy_event(EventHandle event) noexcept;
void record(EventHandle event, StreamHandle stream);
// What is enqueued on `stream` from now on starts after the event; no host thread waits.
void wait_on(StreamHandle stream, EventHandle event);

// Stream-ordered; `stream` may be null in release: then nobody may use the memory any more.
void* allocate(std::size_t bytes, StreamHandle stream);
void release(void* memory, StreamHandle stream) noexcept;
void* allocate_pinned(std::size_t bytes);
void release_pinned(void* memory) noexcept;

// Asynchronous; host memory must be pinned and stay as it is until the stream has passed.
void copy_to_device(void* to, const void* from, std::size_t bytes, StreamHandle stream);
void copy_to_host(void* to, const void* from, std::size_t bytes, StreamHandle stream);
void copy_on_device(void* to, const void* from, std::size_t bytes, StreamHandle stream);
void fill_bytes(void* to, int value, std::size_t bytes, StreamHandle stream);

}  // namespace trackloom::cuda
