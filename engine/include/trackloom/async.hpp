// Asynchronous stages: work that runs on a device while the CPU workers go on.
//
//   class Convolve {
//    public:
//     struct Config {...};
//     class Lane {...};                        // stream + workspace; one event at a time
//     static void describe(StageDescription<Config>&);
//     explicit Convolve(const Config&);
//     std::unique_ptr<Lane> make_lane(unsigned index);
//     // Enqueues copies and kernels and returns at once. `done` must be called (from any thread)
//     // exactly once when the device has finished; a second call is ignored and logged.
//     void acquire(Lane&, Completion done, const Input& in...);
//     // Runs on a CPU worker after `done`; the lane is free for the next event when it returns.
//     void produce(Lane&, Output& out...);
//   };
//
// A pipeline sets the number of lanes with the stage's `lanes:` key. An event that finds no free
// lane waits in a queue, without blocking a worker. If `acquire` throws, `done` must not be called.
#pragma once

#include <memory>
#include <string>

namespace trackloom {

// Engine side of a Completion.
class CompletionTarget {
 public:
  virtual ~CompletionTarget() = default;
  // An empty error means success.
  virtual void complete(std::string error) noexcept = 0;
};

// Copyable, cheap; may outlive the event (it then does nothing).
class Completion {
 public:
  Completion() = default;
  explicit Completion(std::shared_ptr<CompletionTarget> target) : target_(std::move(target)) {}
  void done() const noexcept { target_->complete({}); }
  // The device could not do it: the event fails under the stage's on_error policy.
  void fail(std::string error) const noexcept { target_->complete(std::move(error)); }

 private:
  std::shared_ptr<CompletionTarget> target_;
};

}  // namespace trackloom
