// A stream and an event, owned.
#pragma once

#include <utility>

#include "cuda/runtime.hpp"

namespace trackloom::cuda {

// Told of every kernel that is launched on a stream, for benchmarks. `name` is typeid's; bytes and
// flops are 0 where the kernel does not say.
struct KernelWork {
  double bytes = 0, flops = 0;
};
class LaunchObserver {
 public:
  virtual ~LaunchObserver() = default;
  virtual void before(StreamHandle stream, const char* name, const KernelWork& work) = 0;
  virtual void after(StreamHandle stream) = 0;
};

// Made and used on a thread that has called use_device.
class Stream {
 public:
  Stream() : handle_(create_stream()) {}
  ~Stream() { destroy_stream(handle_); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  StreamHandle handle() const noexcept { return handle_; }
  void wait() { wait_for(handle_); }

  // Null: nobody. Kept by reference.
  void observe(LaunchObserver* observer) noexcept { observer_ = observer; }
  // Calls `launch`, observed.
  template <class F>
  void launch(const char* name, const KernelWork& work, F&& launch) const {
    if (observer_ != nullptr) observer_->before(handle_, name, work);
    launch();
    if (observer_ != nullptr) observer_->after(handle_);
  }

 private:
  StreamHandle handle_;
  LaunchObserver* observer_ = nullptr;
};

// Made at the first record, so that an empty one needs no device.
class ReadyEvent {
 public:
  ReadyEvent() = default;
  ~ReadyEvent() {
    if (handle_ != nullptr) destroy_event(handle_);
  }
  ReadyEvent(ReadyEvent&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  ReadyEvent& operator=(ReadyEvent&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }

  void record(const Stream& stream) {
    if (handle_ == nullptr) handle_ = create_event();
    cuda::record(handle_, stream.handle());
  }
  // What is enqueued on the stream from now on starts after the last record; nothing to wait for
  // where there was none.
  void hold_back(const Stream& stream) const {
    if (handle_ != nullptr) wait_on(stream.handle(), handle_);
  }

 private:
  EventHandle handle_ = nullptr;
};

}  // namespace trackloom::cuda
