// A trace that chrome://tracing and ui.perfetto.dev read: one slice per stage call.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <string>

#include "run/flight.hpp"
#include "trackloom/output_file.hpp"
#include "trackloom/plan.hpp"

namespace trackloom {

// Tracks: a worker's is its place in the arena, a source's own thread has one, and every device
// lane. Slices are written when their event is finished, so that memory stays flat. Thread-safe.
class TraceWriter {
 public:
  // Throws std::runtime_error where the file cannot be made.
  TraceWriter(const std::filesystem::path& path, const Plan& plan);

  // The flight's calls of this event. Never throws: a full disk is told by commit().
  void event(const Flight& flight) noexcept;
  // Names the tracks and puts the file under its name. Throws std::runtime_error.
  void commit();

 private:
  void slice(const std::string& name, const char* category, int track, std::int64_t start,
             std::int64_t end, std::uint64_t event);
  void write(const std::string& line);
  int worker_track(int thread);
  int lane_track(std::size_t stage, unsigned lane);

  const Plan& plan_;
  std::mutex mutex_;
  OutputFile file_;
  std::int64_t origin_;
  std::map<int, std::string> tracks_;
  std::string error_;
  bool first_ = true;
};

}  // namespace trackloom
