// What the run command does to its process: signals, memory, and ends that are no normal exit.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "trackloom/run.hpp"

// SIGINT and SIGTERM: the first asks the run to drain, the second to give events up, the third ends
// the process at once with exit code 5. A closed pipe or a file-size limit becomes an error of the
// write instead of killing the process. The returned request lives as long as the process.
trackloom::StopRequest& catch_signals();

// Keeps large blocks in the process. By default malloc returns every block above 128 KiB (32 MiB at
// most, adaptively) to the kernel, and the pages are cleared again at the next event: gathers over
// products of some 10 MB were measured to run 5 to 8 times slower that way.
void keep_large_blocks();

// Removes this process's temporary files (NAME.part-PID) from these folders and those below.
void remove_partial_files(const std::vector<std::filesystem::path>& folders) noexcept;

// While alive, a stage that ends the process with exit() ends it with exit code 6 and a message.
class ExitGuard {
 public:
  explicit ExitGuard(std::vector<std::filesystem::path> folders);
  ~ExitGuard();
  ExitGuard(const ExitGuard&) = delete;
  ExitGuard& operator=(const ExitGuard&) = delete;
};
