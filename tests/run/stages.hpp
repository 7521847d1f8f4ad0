// Small stages for tests of the run time.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "trackloom/output_file.hpp"
#include "trackloom/plugin.hpp"

namespace trackloom::test {

struct Number {
  std::int64_t value = 0;
};
struct Left {
  std::int64_t value = 0;
};
struct Right {
  std::int64_t value = 0;
};
struct Total {
  std::int64_t value = 0;
};

// Events 100, 101, ... with Number = id.
class Counter {
 public:
  struct Config {
    std::int64_t events = 10;
    std::int64_t first = 100;
    std::int64_t fail_every = 0;  // the source gives every n-th event up
  };
  static void describe(StageDescription<Config>& stage) {
    stage.param("events", &Config::events);
    stage.param("first", &Config::first);
    stage.param("fail_every", &Config::fail_every);
  }
  explicit Counter(const Config& config) : config_(config) {}
  std::int64_t size() const { return config_.events; }
  bool operator()(EventInfo& info, Number& number) {
    if (next_ >= config_.events) return false;
    info.id = static_cast<std::uint64_t>(config_.first + next_++);
    number.value = static_cast<std::int64_t>(info.id);
    if (config_.fail_every > 0 && next_ % config_.fail_every == 0) {
      throw std::runtime_error("unreadable");
    }
    return true;
  }

 private:
  Config config_;
  std::int64_t next_ = 0;
};

// The same on a thread of its own, which may block.
class SlowCounter : public Counter {
 public:
  static void describe(StageDescription<Config>& stage) {
    Counter::describe(stage);
    stage.io_thread();
  }
  using Counter::Counter;
  bool operator()(EventInfo& info, Number& number) {
    std::this_thread::sleep_for(std::chrono::microseconds(50));
    return Counter::operator()(info, number);
  }
};

// Knows how to pass events over, and fixes the list of its events when it begins, as a source that
// reads ahead has to.
class ReadingAhead {
 public:
  using Config = Counter::Config;
  static void describe(StageDescription<Config>& stage) { Counter::describe(stage); }
  explicit ReadingAhead(const Config& config) {
    for (std::int64_t i = 0; i < config.events; ++i) ids_.push_back(config.first + i);
  }
  std::int64_t size() const { return static_cast<std::int64_t>(ids_.size()); }
  void skip(std::uint64_t count) {
    if (begun_) throw std::logic_error("skip after begin");
    ids_.erase(ids_.begin(), ids_.begin() + static_cast<std::ptrdiff_t>(count));
  }
  void begin(RunContext& context) {
    begun_ = true;
    const std::uint64_t limit = context.event_limit();
    if (limit > 0 && limit < ids_.size()) ids_.resize(limit);
  }
  bool operator()(EventInfo& info, Number& number) {
    if (ids_.empty()) return false;
    number.value = ids_.front();
    info.id = static_cast<std::uint64_t>(ids_.front());
    ids_.pop_front();
    return true;
  }

 private:
  std::deque<std::int64_t> ids_;
  bool begun_ = false;
};

struct NoConfig {};

class MakeLeft {
 public:
  using Config = NoConfig;
  static void describe(StageDescription<Config>&) {}
  explicit MakeLeft(const Config&) {}
  void operator()(const Number& number, Left& left) const { left.value = number.value * 2; }
};

class MakeRight {
 public:
  struct Config {
    std::int64_t fail_modulo = 0;  // fails where id % fail_modulo is 0
    std::int64_t skip_modulo = 0;
    std::int64_t fatal_id = -1;
    std::int64_t failures = -1;  // only the first so many calls for an event fail; -1: all
  };
  static void describe(StageDescription<Config>& stage) {
    stage.param("fail_modulo", &Config::fail_modulo);
    stage.param("skip_modulo", &Config::skip_modulo);
    stage.param("fatal_id", &Config::fatal_id);
    stage.param("failures", &Config::failures);
  }
  explicit MakeRight(const Config& config) : config_(config) {}
  void operator()(const EventInfo& info, const Number& number, Right& right) {
    const auto id = static_cast<std::int64_t>(info.id);
    if (id != last_) attempts_ = 0;
    last_ = id;
    right.value += number.value * 3;  // wrong unless the engine clears it before a retry
    if (id == config_.fatal_id) throw FatalError("no device");
    if (config_.skip_modulo > 0 && id % config_.skip_modulo == 0) throw SkipEvent("not wanted");
    if (config_.fail_modulo > 0 && id % config_.fail_modulo == 0 &&
        (config_.failures < 0 || attempts_++ < config_.failures)) {
      throw std::runtime_error("bad luck");
    }
  }

 private:
  Config config_;
  std::int64_t last_ = -1;
  std::int64_t attempts_ = 0;
};

class Add {
 public:
  using Config = NoConfig;
  static void describe(StageDescription<Config>&) {}
  explicit Add(const Config&) {}
  void operator()(const Left& left, const Right& right, Total& total) const {
    total.value = left.value + right.value;
  }
};

// A sink that does not begin.
class Refuse {
 public:
  struct Config {
    bool configuration = false;
  };
  static void describe(StageDescription<Config>& stage) {
    stage.param("configuration", &Config::configuration);
  }
  explicit Refuse(const Config& config) : config_(config) {}
  void begin(RunContext&) {
    if (config_.configuration) throw ConfigError("not today");
    throw std::runtime_error("not today");
  }
  void operator()(const Total&) {}

 private:
  Config config_;
};

// Writes one line per event to a file.
class Lines {
 public:
  struct Config {
    std::string path = "lines.txt";
  };
  static void describe(StageDescription<Config>& stage) { stage.param("path", &Config::path); }
  explicit Lines(const Config& config) : config_(config) {}
  void begin(RunContext& context) {
    file_ = std::make_unique<OutputFile>(context.output_directory() / config_.path);
  }
  void operator()(const EventInfo& info, const Total& total) {
    file_->write(std::to_string(info.id) + " " + std::to_string(total.value) + "\n");
    ++lines_;
  }
  void finish(Summary& summary) {
    file_->commit();
    summary.figure("lines", static_cast<double>(lines_));
    summary.output(file_->path());
  }

 private:
  Config config_;
  std::unique_ptr<OutputFile> file_;
  std::int64_t lines_ = 0;
};

}  // namespace trackloom::test

TRACKLOOM_PRODUCT(trackloom::test::Number, "test.number", 1)
TRACKLOOM_PRODUCT(trackloom::test::Left, "test.left", 1)
TRACKLOOM_PRODUCT(trackloom::test::Right, "test.right", 1)
TRACKLOOM_PRODUCT(trackloom::test::Total, "test.total", 1)
