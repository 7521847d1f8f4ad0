// What the tests of the TrackML plugin share: a folder of small files, and a reader driven by hand.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>

#include "temporary_folder.hpp"
#include "trackloom/run_context.hpp"
#include "trackml/reader.hpp"

namespace trackml_test {

namespace fs = std::filesystem;

using trackloom_test::TemporaryFolder;

class FakeContext : public trackloom::RunContext {
 public:
  explicit FakeContext(std::uint64_t event_limit = 0) : event_limit_(event_limit) {}
  const std::string& stage_name() const override { return name_; }
  const fs::path& output_directory() const override { return output_; }
  unsigned threads() const override { return 1; }
  unsigned in_flight() const override { return 1; }
  std::uint64_t event_limit() const override { return event_limit_; }
  bool stop_requested() const override { return false; }
  void status(const std::string&) override {}

 private:
  std::string name_ = "source";
  fs::path output_ = ".";
  std::uint64_t event_limit_;
};

class FakeSummary : public trackloom::Summary {
 public:
  void figure(const std::string& name, double value) override { figures[name] = value; }
  void table(trackloom::Table) override {}
  void output(const fs::path& path) override { outputs.push_back(path); }

  std::map<std::string, double> figures;
  std::vector<fs::path> outputs;
};

// One event as the reader hands it over.
struct ReadEvent {
  trackloom::EventInfo info;
  trackloom::Hits hits;
  trackloom::Cells cells;
  trackloom::DetectorRef detector;
  trackloom::Truth truth;
  trackloom::Particles particles;
};

inline bool next(trackloom::trackml::Reader& reader, ReadEvent& event) {
  return reader(event.info, event.hits, event.cells, event.detector, event.truth, event.particles);
}

// The message of the exception that a call throws, empty if it throws none.
template <class F>
std::string message_of(F&& function) {
  try {
    function();
  } catch (const std::exception& error) {
    return error.what();
  }
  return {};
}

// A folder of the larger test data, if it is there.
inline std::optional<fs::path> test_data(const std::string& name) {
  const char* set = std::getenv("TRACKLOOM_TEST_DATA");
  const fs::path root =
      set != nullptr ? fs::path(set) : fs::path(TRACKLOOM_SOURCE_DIR) / ".." / "shared" / "data";
  if (!fs::is_directory(root / name)) return std::nullopt;
  return root / name;
}

}  // namespace trackml_test
