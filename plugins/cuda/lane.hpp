// A lane of a device stage: a stream, a thread that feeds it, and the memory that the stage's
// kernels work in.
//
// The sizes of a graph are known only when its kernels have run, so that somebody has to wait for
// them between two kernels. That is the lane's thread: it enqueues, sleeps on a blocking event,
// reads a number, goes on. No worker of the engine waits, and lanes do not wait for one another.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <type_traits>

#include "cuda/buffer.hpp"
#include "cuda/stream.hpp"
#include "trackloom/async.hpp"

namespace trackloom::cuda {

struct LaneSettings {
  std::string stage;  // for messages
  unsigned index = 0;
  int device = 0;
  std::size_t limit_bytes = 0;  // of device memory that one event may use in this stage; 0: none
};

class Lane {
 public:
  // Throws what the runtime throws if there is no stream to be had.
  explicit Lane(LaneSettings settings);
  ~Lane();  // ends the thread; no work may be under way
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  // Runs `work` on the lane's thread, waits there for the stream and completes, whatever happens:
  // an exception is kept for finish(). One at a time.
  void start(Completion done, std::function<void()> work);
  // In produce(): throws what `work` threw.
  void finish();

  // The members below are for `work`.

  Stream& stream() noexcept { return *stream_; }
  int device() const noexcept { return settings_.device; }

  // Room for `count` values, old ones are lost where it grows; sets the size. Throws OutOfMemory
  // where the event's share goes beyond the limit, or the device has no more. The share depends on
  // the event alone, so that what overflows does not depend on lanes or order.
  template <class T>
  T* room_for(DeviceBuffer<T>& buffer, std::size_t count) {
    take_share(count * sizeof(T));
    return grow(buffer, count);
  }
  // Constant tables: not part of any event's share. Waits for the stream.
  template <class T>
  const T* upload(DeviceBuffer<T>& buffer, std::span<const T> values) {
    grow(buffer, values.size());
    upload_bytes(buffer.data(), values.data(), values.size_bytes());
    return buffer.data();
  }
  // One value from the device: waits for the stream.
  template <class T>
  T read(const T* device) {
    static_assert(sizeof(T) <= sizeof(std::uint64_t) && std::is_trivially_copyable_v<T>);
    std::uint64_t* staging = number_.room_for(1);
    copy_to_host(staging, device, sizeof(T), stream_->handle());
    stream_->wait();
    T value;
    std::memcpy(&value, staging, sizeof(T));
    return value;
  }
  // Scratch memory of the primitives.
  DeviceBuffer<std::byte>& scratch() noexcept { return scratch_; }
  DeviceBuffer<std::uint64_t>& total() noexcept { return total_; }
  // Bytes that this event has asked for so far.
  std::size_t share() const noexcept { return share_; }

 private:
  template <class T>
  T* grow(DeviceBuffer<T>& buffer, std::size_t count) {
    if (count > buffer.capacity() || buffer.data() == nullptr) {
      const std::size_t larger = count + count / 4 + 64;
      note_growth(buffer.capacity() * sizeof(T), larger * sizeof(T));
      buffer.reallocate(larger, stream_->handle());
    }
    buffer.set_size(count);
    return buffer.data();
  }
  void take_share(std::size_t bytes);
  void note_growth(std::size_t from, std::size_t to);
  void upload_bytes(void* to, const void* from, std::size_t bytes);
  void loop(std::exception_ptr& failed, bool& ready);
  void do_work();

  const LaneSettings settings_;
  std::unique_ptr<Stream> stream_;  // made and destroyed on the thread
  DeviceBuffer<std::byte> scratch_;
  DeviceBuffer<std::uint64_t> total_;
  PinnedBuffer<std::uint64_t> number_;
  std::size_t share_ = 0;
  std::uint64_t events_ = 0;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
  Completion done_;
  std::function<void()> work_;  // set: to be done
  std::exception_ptr error_;
  std::thread thread_;
};

}  // namespace trackloom::cuda
