#include "gnn/library_executor.hpp"

#include <boost/dll/runtime_symbol_info.hpp>
#include <boost/dll/shared_library.hpp>
#include <filesystem>
#include <mutex>
#include <vector>

#include "trackloom/abi.hpp"

namespace trackloom::gnn {

namespace {

namespace fs = std::filesystem;

const char* const parameter = "executor";

const ExecutorTable& table_of(const std::string& library) {
  // Never destroyed: heavy libraries do not survive being unloaded.
  static auto* const handles = new std::vector<boost::dll::shared_library>();
  static std::mutex mutex;
  const fs::path file = boost::dll::this_line_location().parent_path() / (library + ".so");
  if (!fs::exists(file)) {
    throw ConfigError("this executor needs the plugin " + file.string() +
                          ", which is not there: build Trackloom with what it needs (the configure "
                          "step says what is missing), or use 'executor: native'",
                      parameter);
  }
  if ((fs::status(file).permissions() & fs::perms::others_write) != fs::perms::none) {
    throw ConfigError("plugin " + file.string() +
                          " is writable by everyone, so anyone could have put code there; refused "
                          "(chmod o-w)",
                      parameter);
  }
  const std::lock_guard lock(mutex);
  boost::dll::shared_library handle;
  std::error_code error;
  handle.load(file, error, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
  if (error) {
    throw ConfigError("plugin " + file.string() + " cannot be loaded: " + error.message(),
                      parameter);
  }
  if (!handle.has(executor_symbol)) {
    throw ConfigError("plugin " + file.string() + " has no executor", parameter);
  }
  handles->push_back(handle);
  const auto& table = handle.get<const ExecutorTable>(executor_symbol);
  if (std::string(table.build_stamp) != build_stamp) {
    throw ConfigError("plugin " + file.string() + " was built with " + table.build_stamp +
                          ", this one with " + build_stamp,
                      parameter);
  }
  return table;
}

[[noreturn]] void raise(const Failure& failure) {
  throw std::runtime_error(failure.message);
}

class LibraryExecutor : public GraphExecutor {
 public:
  LibraryExecutor(const ExecutorTable& table, const Model& model)
      : executor_(nullptr, table.destroy), logits_(table.logits) {
    Failure failure;
    executor_.reset(table.create(model, failure));
    if (executor_ == nullptr) raise(failure);
  }
  void logits(const GraphInput& graph, std::span<float> out) override {
    Failure failure;
    if (!logits_(executor_.get(), graph, out, failure)) raise(failure);
  }

 private:
  std::unique_ptr<void, void (*)(void*) noexcept> executor_;
  decltype(ExecutorTable::logits) logits_;
};

}  // namespace

std::unique_ptr<GraphExecutor> load_executor(const std::string& library, const Model& model) {
  return std::make_unique<LibraryExecutor>(table_of(library), model);
}

}  // namespace trackloom::gnn
