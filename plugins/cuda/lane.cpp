#include "cuda/lane.hpp"

#include <cstring>
#include <utility>

#include "trackloom/log.hpp"

namespace trackloom::cuda {

Lane::Lane(LaneSettings settings) : settings_(std::move(settings)) {
  std::exception_ptr failed;
  bool ready = false;
  thread_ = std::thread([&] { loop(failed, ready); });
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [&] { return ready; });
  if (failed == nullptr) return;
  lock.unlock();
  thread_.join();
  std::rethrow_exception(failed);
}

Lane::~Lane() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Lane::start(Completion done, std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    done_ = std::move(done);
    work_ = std::move(work);
    error_ = nullptr;
  }
  wake_.notify_all();
}

void Lane::finish() {
  std::exception_ptr error;
  {
    const std::lock_guard lock(mutex_);
    error = std::exchange(error_, nullptr);
  }
  if (error != nullptr) std::rethrow_exception(error);
}

void Lane::loop(std::exception_ptr& failed, bool& ready) {
  {
    // `failed` and `ready` are gone once the constructor has seen `ready`.
    const std::lock_guard lock(mutex_);
    try {
      use_device(settings_.device);
      stream_ = std::make_unique<Stream>();
    } catch (...) {
      failed = std::current_exception();
    }
    ready = true;
    wake_.notify_all();
    if (stream_ == nullptr) return;
  }
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return ending_ || work_ != nullptr; });
    if (work_ == nullptr) break;
    lock.unlock();
    do_work();
    lock.lock();
  }
  stream_.reset();
}

// Kernels read the event's products: whatever happens, none may run when the event goes on.
void Lane::do_work() {
  share_ = 0;
  ++events_;
  std::exception_ptr error;
  try {
    work_();
    stream_->wait();
  } catch (...) {
    error = std::current_exception();
    try {
      stream_->wait();
    } catch (const std::exception&) {  // the same, or what follows from it
    }
  }
  Completion done;
  {
    const std::lock_guard lock(mutex_);
    error_ = error;
    work_ = nullptr;
    done = std::move(done_);
  }
  done.done();  // the next event may come in from here
}

void Lane::take_share(std::size_t bytes) {
  share_ += bytes;
  if (settings_.limit_bytes == 0 || share_ <= settings_.limit_bytes) return;
  throw OutOfMemory("the event needs more than " + std::to_string(settings_.limit_bytes >> 20) +
                    " MB of device memory in stage " + settings_.stage +
                    "; raise memory_mb, or make the graph smaller");
}

// Lanes and events of the pool exchange their buffers, so that the first events find small ones.
void Lane::note_growth(std::size_t from, std::size_t to) {
  const auto level = from == 0 ? spdlog::level::debug : spdlog::level::warn;
  logger(settings_.stage)
      ->log(level, "lane {}: device memory grows from {} to {} kB at the lane's event {}",
            settings_.index, from >> 10, to >> 10, events_);
}

void Lane::upload_bytes(void* to, const void* from, std::size_t bytes) {
  if (bytes == 0) return;
  PinnedBuffer<std::byte> staging;
  std::memcpy(staging.room_for(bytes), from, bytes);
  copy_to_device(to, staging.data(), bytes, stream_->handle());
  stream_->wait();
}

}  // namespace trackloom::cuda
