// Runs the trackloom executable and captures what it prints.
#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <string>

namespace trackloom::cli_test {

struct Result {
  int exit_code = -1;
  std::string output;  // standard output and error, interleaved; see `trackloom`
};

// Arguments are shell text. `errors` is the shell's redirection of standard error.
inline Result trackloom(const std::string& arguments, const std::string& errors = "2>&1") {
  const std::string command =
      std::string(TRACKLOOM_BINARY_DIR) + "/bin/trackloom " + arguments + " " + errors;
  Result result;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return result;
  char buffer[4096];
  while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, pipe)) {
    result.output.append(buffer, count);
  }
  const int status = ::pclose(pipe);
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  return result;
}

inline std::string plugin_folder() {
  return std::string(TRACKLOOM_BINARY_DIR) + "/tests/plugins_static";
}

inline std::string golden_folder() {
  return std::string(TRACKLOOM_SOURCE_DIR) + "/tests/cli/golden";
}

inline void replace_all(std::string& text, const std::string& what, const std::string& with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
}

}  // namespace trackloom::cli_test
