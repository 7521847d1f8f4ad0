#include "cuda/device_stage.hpp"

namespace trackloom::cuda {

void require_device(const DeviceConfig& config, const std::string& stage,
                    const std::string& cpu_stage) {
  const std::string why = why_not(config.device);
  if (why.empty()) return;
  const std::string instead =
      cpu_stage.empty() ? "" : "; the CPU stage in place of " + stage + " is " + cpu_stage;
  throw ConfigError(why + instead +
                        "; the CPU pipeline in place of pipelines/cuda.yaml is "
                        "pipelines/one_pass.yaml",
                    "device");
}

LaneSettings lane_settings(const DeviceConfig& config, const std::string& stage, unsigned index) {
  return {stage, index, config.device, static_cast<std::size_t>(config.memory_mb) << 20};
}

void OverflowCount::finish(Summary& summary) const {
  summary.figure("overflow_failed", static_cast<double>(failed.load()));
  summary.figure("overflow_on_cpu", static_cast<double>(on_cpu.load()));
}

}  // namespace trackloom::cuda
