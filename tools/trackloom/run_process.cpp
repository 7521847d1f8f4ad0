#include "run_process.hpp"

#include <malloc.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

namespace {

using trackloom::ExitCode;

trackloom::StopRequest stop_request;

extern "C" void on_stop_signal(int) {
  // Only what is safe in a signal handler: a lock-free atomic and _exit.
  const int level = stop_request.level.fetch_add(1, std::memory_order_relaxed) + 1;
  if (level >= 3) ::_exit(static_cast<int>(ExitCode::stopped));
}

std::atomic<bool> guarding{false};
std::vector<std::filesystem::path> guarded_folders;

extern "C" void on_exit() {
  if (!guarding.load()) return;
  std::fputs("trackloom: fatal: a stage ended the process with exit(); the run is lost\n", stderr);
  remove_partial_files(guarded_folders);
  ::_exit(static_cast<int>(ExitCode::fatal));
}

}  // namespace

trackloom::StopRequest& catch_signals() {
  struct sigaction action = {};
  action.sa_handler = on_stop_signal;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
  return stop_request;
}

void keep_large_blocks() {
  constexpr int limit = 1 << 30;  // bytes
  ::mallopt(M_MMAP_THRESHOLD, limit);
  ::mallopt(M_TRIM_THRESHOLD, limit);
}

void remove_partial_files(const std::vector<std::filesystem::path>& folders) noexcept {
  const std::string ending = ".part-" + std::to_string(::getpid());
  for (const auto& folder : folders) {
    std::error_code error;
    std::filesystem::recursive_directory_iterator entry(folder, error);
    for (; !error && entry != std::filesystem::recursive_directory_iterator();
         entry.increment(error)) {
      const std::string name = entry->path().filename().string();
      if (name.size() > ending.size() && name.ends_with(ending)) {
        std::error_code ignored;
        std::filesystem::remove(entry->path(), ignored);
      }
    }
  }
}

ExitGuard::ExitGuard(std::vector<std::filesystem::path> folders) {
  guarded_folders = std::move(folders);
  static const int registered = std::atexit(on_exit);
  guarding = registered == 0;
}

ExitGuard::~ExitGuard() {
  guarding = false;
}
