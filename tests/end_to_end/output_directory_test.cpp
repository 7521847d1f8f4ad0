// Output directories that are missing, closed or full.
#include <doctest/doctest.h>
#include <unistd.h>

#include "end_to_end/shipped.hpp"

using namespace trackloom::test;

namespace {

std::vector<std::string> arguments(const fs::path& output) {
  return {"run", pipeline("no_network"), "--input",  small_events(), "--events",
          "1",   "--progress=off",       "--output", output};
}

// The command as an ordinary user: as it is, or through setpriv where the test runs as root. Empty
// where that cannot be done.
std::vector<std::string> as_ordinary_user(const Folder& folder,
                                          const std::vector<std::string>& words) {
  if (::geteuid() != 0) return words;
  if (!fs::exists("/usr/bin/setpriv")) return {};
  std::vector<std::string> all = {"/usr/bin/setpriv", "--reuid=65534", "--regid=65534",
                                  "--clear-groups"};
  std::vector<std::string> probe = all;
  all.insert(all.end(), words.begin(), words.end());
  probe.insert(probe.end(), {words[0], "--help"});
  if (Process(probe, folder.path()).wait().exit_code != 0) return {};
  return all;
}

}  // namespace

TEST_CASE("an output directory that is missing is made, with its parents") {
  const Folder folder("made");
  const fs::path output = folder.path() / "a" / "b" / "out";
  const RunResult result = read_output(output, run_command(folder, arguments(output)));
  check_books(result);
  CHECK(result.process.exit_code == 0);
  CHECK(result.submission.starts_with("event_id,hit_id,track_id\n"));
}

TEST_CASE("an output directory that an ordinary user cannot write to is refused with its name") {
  const Folder folder("closed");
  const fs::path output = folder.path() / "closed";
  fs::create_directories(output);
  fs::permissions(output, fs::perms::owner_read | fs::perms::owner_exec);
  fs::permissions(folder.path(), fs::perms::all);
  const auto words = as_ordinary_user(folder, command(arguments(output)));
  if (words.empty()) {
    MESSAGE("skipped: cannot become an ordinary user who may run the executable");
    return;
  }
  const Finished refused = Process(words, folder.path()).wait();
  CAPTURE(refused.err);
  CHECK(refused.exit_code == 2);
  CHECK(refused.err.find("the output directory cannot be used: ") != std::string::npos);
  CHECK(refused.err.find(output.string()) != std::string::npos);
  CHECK(refused.err.find("Permission denied") != std::string::npos);
  const auto below = as_ordinary_user(folder, command(arguments(output / "new")));
  CHECK(Process(below, folder.path()).wait().exit_code == 2);
  fs::permissions(output, fs::perms::all);
  CHECK(fs::is_empty(output));
}

TEST_CASE("a disk that fills up ends the run with exit code 6 and leaves no submission") {
  const Folder folder("full");
  const fs::path output = folder.path() / "out";
  // The submission of one small event has more than 64 kB.
  const RunResult result = read_output(output, run_command(folder, arguments(output), 1UL << 16));
  CAPTURE(result.process.err);
  CHECK(result.process.exit_code == 6);
  CHECK(result.process.err.find("submission.csv") != std::string::npos);
  CHECK(result.process.err.find("File too large") != std::string::npos);
  CHECK_FALSE(fs::exists(output / "submission.csv"));
  CHECK(partial_files(folder.path()).empty());
}
