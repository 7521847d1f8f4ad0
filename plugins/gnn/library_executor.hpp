// Executors that live in a plugin library of their own, because they need a heavy library.
#pragma once

#include <memory>
#include <string>

#include "gnn/architecture.hpp"
#include "gnn/graph_executor.hpp"
#include "trackloom/error.hpp"

namespace trackloom::gnn {

// What such a library exports, under executor_symbol. C++ types cross it, so the build stamp must
// be the same; exceptions must not: functions return null or false and fill the Failure.
struct ExecutorTable {
  const char* build_stamp;
  void* (*create)(const Model&, Failure&) noexcept;
  void (*destroy)(void* executor) noexcept;
  bool (*logits)(void* executor, const GraphInput&, std::span<float> out, Failure&) noexcept;
};
inline constexpr const char* executor_symbol = "trackloom_gnn_executor";

// The executor of the library LIBRARY.so in the folder of this plugin. The library stays loaded.
// Throws ConfigError (parameter executor) that says what to do if it is missing or does not fit,
// and std::runtime_error if the model cannot be run.
std::unique_ptr<GraphExecutor> load_executor(const std::string& library, const Model& model);

}  // namespace trackloom::gnn
