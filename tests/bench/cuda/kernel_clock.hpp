// Times of kernels from CUDA events around every launch.
#pragma once

#include <cuda_runtime_api.h>
#include <cxxabi.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "cuda/stream.hpp"

namespace trackloom::bench {

// Events are recorded on the stream, so that a kernel waits for nothing but its predecessor. Read
// with results() after the stream has passed.
class KernelClock final : public cuda::LaunchObserver {
 public:
  struct Total {
    int launches = 0;
    double ms = 0, bytes = 0, flops = 0;
  };

  ~KernelClock() override {
    for (const Launch& launch : launches_) {
      (void)cudaEventDestroy(launch.begin);
      (void)cudaEventDestroy(launch.end);
    }
  }
  void before(cuda::StreamHandle stream, const char* name, const cuda::KernelWork& work) override {
    Launch launch{name, work};
    (void)cudaEventCreate(&launch.begin);
    (void)cudaEventCreate(&launch.end);
    (void)cudaEventRecord(launch.begin, static_cast<cudaStream_t>(stream));
    launches_.push_back(launch);
  }
  void after(cuda::StreamHandle stream) override {
    (void)cudaEventRecord(launches_.back().end, static_cast<cudaStream_t>(stream));
  }

  std::map<std::string, Total> results() const {
    std::map<std::string, Total> totals;
    for (const Launch& launch : launches_) {
      float ms = 0;
      (void)cudaEventElapsedTime(&ms, launch.begin, launch.end);
      Total& total = totals[readable(launch.name)];
      ++total.launches;
      total.ms += ms;
      total.bytes += launch.work.bytes;
      total.flops += launch.work.flops;
    }
    return totals;
  }

 private:
  struct Launch {
    const char* name;
    cuda::KernelWork work;
    cudaEvent_t begin = nullptr, end = nullptr;
  };

  static std::string readable(const char* name) {
    int status = 0;
    char* text = abi::__cxa_demangle(name, nullptr, nullptr, &status);
    std::string result = status == 0 ? text : name;
    std::free(text);
    const std::string prefix = "trackloom::cuda::";
    return result.rfind(prefix, 0) == 0 ? result.substr(prefix.size()) : result;
  }

  std::vector<Launch> launches_;
};

}  // namespace trackloom::bench
