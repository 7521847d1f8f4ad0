// What the stages of this plugin have in common: parameters, the check for a device, counters.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "cuda/lane.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::cuda {

struct DeviceConfig {
  int device = 0;
  int memory_mb = 0;
};

template <class Config>
void describe_device(StageDescription<Config>& stage) {
  const auto of = [](int DeviceConfig::*member) { return static_cast<int Config::*>(member); };
  stage.param("device", of(&DeviceConfig::device))
      .at_least(0)
      .doc("number of the CUDA device; all stages of a pipeline name the same one");
  stage.param("memory_mb", of(&DeviceConfig::memory_mb))
      .at_least(0)
      .unit("MB")
      .doc("most device memory that one event may use in this stage; 0: what the device has");
}

// Throws ConfigError, naming the CPU stage to use instead (empty: it needs none), where the device
// cannot be used.
void require_device(const DeviceConfig& config, const std::string& stage,
                    const std::string& cpu_stage);

LaneSettings lane_settings(const DeviceConfig& config, const std::string& stage, unsigned index);

// Throws std::runtime_error unless the product is on the lane's device.
template <class Product>
void require_here(const Lane& lane, const Product& product) {
  if (product.device() == lane.device()) return;
  throw std::runtime_error("an input is on device " + std::to_string(product.device()) +
                           ", this stage works on device " + std::to_string(lane.device()) +
                           "; give all stages of the pipeline the same `device`");
}

// Events that needed more device memory than there was. Counted by several lanes.
struct OverflowCount {
  std::atomic<std::uint64_t> failed{0}, on_cpu{0};

  // Runs `work`; counts an OutOfMemory, which goes on.
  template <class F>
  void watch(F&& work) {
    try {
      work();
    } catch (const OutOfMemory&) {
      failed.fetch_add(1, std::memory_order_relaxed);
      throw;
    }
  }
  void finish(Summary& summary) const;
};

}  // namespace trackloom::cuda
