// Source, a stage and a sink around the one that a test is about.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <thread>

#include "products.hpp"
#include "trackloom/event.hpp"
#include "trackloom/output_file.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::test {

// Keeps the processor busy: a stage that computes, not one that waits.
inline void compute_for(double ms) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double, std::milli>(ms);
  while (std::chrono::steady_clock::now() < end) {
  }
}

inline void sleep_ms(double ms) {
  std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(ms));
}

// Event ids first, first + 1, ...; takes `read_ms` for each, asleep, on a thread of its own.
class Read {
 public:
  struct Config {
    std::int64_t events = 40;
    std::int64_t first = 1000;
    double read_ms = 0;
  };
  static void describe(StageDescription<Config>& stage) {
    stage.doc("Yields numbered events.").io_thread();
    stage.param("events", &Config::events).doc("how many");
    stage.param("first", &Config::first).doc("id of the first");
    stage.param("read_ms", &Config::read_ms).unit("ms").doc("time to read one");
  }
  explicit Read(const Config& config) : config_(config) {}
  std::int64_t size() const { return config_.events; }
  bool operator()(EventInfo& info, Value& value) {
    if (next_ >= config_.events) return false;
    if (config_.read_ms > 0) sleep_ms(config_.read_ms);
    info.id = static_cast<std::uint64_t>(config_.first + next_++);
    value.number = static_cast<std::int64_t>(info.id);
    return true;
  }

 private:
  Config config_;
  std::int64_t next_ = 0;
};

// One line per event: its id and the number that reached it.
template <class T>
class Write {
 public:
  struct Config {
    std::string path = "lines.txt";
  };
  static void describe(StageDescription<Config>& stage) {
    stage.doc("Writes one line per event.");
    stage.param("path", &Config::path).output_path().doc("the file");
  }
  explicit Write(const Config& config) : config_(config) {}
  void begin(RunContext&) { file_ = std::make_unique<OutputFile>(config_.path); }
  void operator()(const EventInfo& info, const T& result) {
    file_->write(std::to_string(info.id) + " " + std::to_string(result.number) + "\n");
  }
  void finish(Summary& summary) {
    file_->commit();
    summary.output(file_->path());
  }

 private:
  Config config_;
  std::unique_ptr<OutputFile> file_;
};

}  // namespace trackloom::test
