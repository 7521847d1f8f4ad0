#include "run/trace.hpp"

#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "run/lanes.hpp"

namespace trackloom {
namespace {

constexpr int source_track = 900;
constexpr int first_lane_track = 1000;
constexpr int tracks_per_stage = 256;

}  // namespace

TraceWriter::TraceWriter(const std::filesystem::path& path, const Plan& plan)
    : plan_(plan), file_(path), origin_(now_ns()) {
  file_.write("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n");
}

void TraceWriter::event(const Flight& flight) noexcept {
  const std::uint64_t id = flight.event.info().id;
  const std::lock_guard lock(mutex_);
  try {
    for (std::size_t i = 0; i < plan_.stages.size(); ++i) {
      const StageRecord& record = flight.records[i];
      if (record.start == 0) continue;
      const std::string& name = plan_.stages[i].name;
      if (plan_.stages[i].info->kind != StageKind::async_stage) {
        slice(name, "stage", worker_track(record.thread), record.start, record.end, id);
        continue;
      }
      slice(name + " acquire", "acquire", worker_track(record.thread), record.start,
            record.acquired, id);
      if (record.produced == 0) continue;
      slice(name, "device", lane_track(i, record.lane->index), record.start, record.device_end, id);
      slice(name + " produce", "produce", worker_track(record.produce_thread), record.produced,
            record.end, id);
    }
  } catch (const std::exception& error) {
    if (error_.empty()) error_ = error.what();
  }
}

void TraceWriter::slice(const std::string& name, const char* category, int track,
                        std::int64_t start, std::int64_t end, std::uint64_t event) {
  // Microseconds, as the format wants, with three decimals.
  char text[160];
  std::snprintf(text, sizeof text,
                ",\"cat\":\"%s\",\"ph\":\"X\",\"pid\":1,\"tid\":%d,\"ts\":%.3f,\"dur\":%.3f,"
                "\"args\":{\"event\":%llu}}",
                category, track, static_cast<double>(start - origin_) * 1e-3,
                static_cast<double>(end - start) * 1e-3, static_cast<unsigned long long>(event));
  write("{\"name\":" + nlohmann::json(name).dump() + text);
}

void TraceWriter::write(const std::string& line) {
  if (!first_) file_.write(",\n");
  first_ = false;
  file_.write(line);
}

int TraceWriter::worker_track(int thread) {
  const int track = thread < 0 ? source_track : thread + 1;
  tracks_.try_emplace(track, thread < 0 ? "source" : "worker " + std::to_string(thread));
  return track;
}

int TraceWriter::lane_track(std::size_t stage, unsigned lane) {
  const int track =
      first_lane_track + static_cast<int>(stage) * tracks_per_stage + static_cast<int>(lane);
  tracks_.try_emplace(track, plan_.stages[stage].name + " lane " + std::to_string(lane));
  return track;
}

void TraceWriter::commit() {
  const std::lock_guard lock(mutex_);
  if (!error_.empty()) throw std::runtime_error(error_);
  for (const auto& [track, name] : tracks_) {
    write("{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":" + std::to_string(track) +
          ",\"args\":{\"name\":" + nlohmann::json(name).dump() + "}}");
    write("{\"name\":\"thread_sort_index\",\"ph\":\"M\",\"pid\":1,\"tid\":" +
          std::to_string(track) + ",\"args\":{\"sort_index\":" + std::to_string(track) + "}}");
  }
  file_.write("\n]}\n");
  file_.commit();
}

}  // namespace trackloom
