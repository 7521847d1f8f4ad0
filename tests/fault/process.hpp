// Runs the real executable as a user would, in a folder of the test's own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace trackloom::test {

struct Finished {
  int exit_code = -1;  // 128 + signal if a signal ended it
  std::string out;
  std::string err;
};

// An executable under way; wait() must be called.
class Process {
 public:
  // Standard output and error go to files in `folder`. `file_limit`: RLIMIT_FSIZE in bytes, 0:
  // none.
  Process(const std::vector<std::string>& arguments, std::filesystem::path folder,
          unsigned long file_limit = 0);
  void signal(int number) const;
  Finished wait();

 private:
  int pid_ = -1;
  std::filesystem::path folder_;
};

// trackloom run FOLDER/pipeline.yaml --output FOLDER/out, with the test plugins, plus `more`.
std::vector<std::string> run_arguments(const std::filesystem::path& folder,
                                       const std::vector<std::string>& more = {});
Finished run_trackloom(const std::filesystem::path& folder,
                       const std::vector<std::string>& more = {});

void write_text(const std::filesystem::path& file, const std::string& text);
std::string read_text(const std::filesystem::path& file);
// Names of temporary files below the folder.
std::vector<std::string> partial_files(const std::filesystem::path& folder);
// True in long test runs (TRACKLOOM_FULL_TESTS=1).
bool full_tests();

}  // namespace trackloom::test
