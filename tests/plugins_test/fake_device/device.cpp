#include "fake_device/device.hpp"

#include <utility>

namespace trackloom::test {

FakeStream::~FakeStream() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void FakeStream::submit(double ms, Completion done) {
  {
    const std::lock_guard lock(mutex_);
    work_.push_back({ms, std::move(done)});
  }
  wake_.notify_all();
}

void FakeStream::loop() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return ending_ || !work_.empty(); });
    if (work_.empty()) return;
    const Work work = std::move(work_.front());
    work_.pop_front();
    lock.unlock();
    sleep_ms(work.ms);
    work.done.done();
    lock.lock();
  }
}

void Device::describe(StageDescription<Config>& stage) {
  stage.doc("Doubles a number on a fake device.");
  stage.param("latency_ms", &Config::latency_ms).unit("ms").doc("time of the kernels");
  stage.param("bandwidth", &Config::bandwidth).unit("bytes/ms").doc("of copies; 0: unlimited");
  stage.param("bytes", &Config::bytes).doc("copied per event");
}

void Device::acquire(Lane& lane, Completion done, const Result& result) {
  lane.number = result.number * 2;
  const double copy_ms = config_.bandwidth > 0 ? config_.bytes / config_.bandwidth : 0.0;
  lane.stream.submit(config_.latency_ms + copy_ms, std::move(done));
}

void Compute::describe(StageDescription<Config>& stage) {
  stage.doc("Adds one, slowly.");
  stage.param("compute_ms", &Config::compute_ms).unit("ms").doc("time per event");
  stage.param("asleep", &Config::asleep).doc("sleep instead of computing (for a busy machine)");
}

}  // namespace trackloom::test
