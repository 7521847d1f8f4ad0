#include "fault/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace trackloom::test {

Process::Process(const std::vector<std::string>& arguments, std::filesystem::path folder,
                 unsigned long file_limit)
    : folder_(std::move(folder)) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const std::string out = (folder_ / "stdout.txt").string();
  const std::string err = (folder_ / "stderr.txt").string();
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ == 0) {
    const int out_file = ::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
    const int err_file = ::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
    ::dup2(out_file, STDOUT_FILENO);
    ::dup2(err_file, STDERR_FILENO);
    if (file_limit > 0) {
      const rlimit limit{file_limit, file_limit};
      ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
}

void Process::signal(int number) const {
  ::kill(pid_, number);
}

Finished Process::wait() {
  int status = 0;
  ::waitpid(pid_, &status, 0);
  Finished finished;
  finished.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  finished.out = read_text(folder_ / "stdout.txt");
  finished.err = read_text(folder_ / "stderr.txt");
  return finished;
}

std::vector<std::string> run_arguments(const std::filesystem::path& folder,
                                       const std::vector<std::string>& more) {
  std::vector<std::string> arguments = {TRACKLOOM_BINARY_DIR "/bin/trackloom",
                                        "run",
                                        (folder / "pipeline.yaml").string(),
                                        "--output",
                                        (folder / "out").string(),
                                        "--plugin-path",
                                        TRACKLOOM_BINARY_DIR "/tests/plugins"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

Finished run_trackloom(const std::filesystem::path& folder, const std::vector<std::string>& more) {
  return Process(run_arguments(folder, more), folder).wait();
}

void write_text(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<std::string> partial_files(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.find(".part-") != std::string::npos) names.push_back(name);
  }
  return names;
}

bool full_tests() {
  const char* text = std::getenv("TRACKLOOM_FULL_TESTS");
  return text != nullptr && std::string(text) == "1";
}

}  // namespace trackloom::test
