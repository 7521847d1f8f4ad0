// The errors that stages throw, and what the engine makes of them.
#pragma once

#include <stdexcept>
#include <string>

namespace trackloom {

// Any std::exception that leaves a stage fails the event; the engine then follows the stage's
// on_error policy. The classes below say something more precise.

// The event is rejected on purpose (counted as skipped, not as failed).
class SkipEvent : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Nothing sensible can follow, in this event or another: the run is aborted with exit code 6.
class FatalError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A constructor refuses its configuration. `parameter`, if named, is where the finding points.
class ConfigError : public std::runtime_error {
 public:
  explicit ConfigError(const std::string& what, std::string parameter = {})
      : std::runtime_error(what), parameter_(std::move(parameter)) {}
  const std::string& parameter() const noexcept { return parameter_; }

 private:
  std::string parameter_;
};

enum class FailureKind { none, failed, skipped, fatal, configuration };

// An error on its way across the plugin boundary, where exceptions must not pass.
struct Failure {
  FailureKind kind = FailureKind::none;
  std::string message;
  std::string parameter;  // of a ConfigError

  explicit operator bool() const noexcept { return kind != FailureKind::none; }
};

// Turns the exception in flight into a Failure. Call it inside a catch block only.
Failure current_failure() noexcept;

}  // namespace trackloom
