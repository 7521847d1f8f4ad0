#include "reporting/run_record.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

#include "run_folder.hpp"

namespace reporting {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t timeline_events = 8, timeline_slices = 4000;

std::optional<std::string> read_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

}  // namespace

RunRecord read_run(const fs::path& folder) {
  RunRecord record;
  record.folder = folder;
  record.report = recorded_report(folder);
  const auto& report = record.report;
  for (const char* key : {"pipeline", "events", "stages", "metrics", "tables"}) {
    if (!report.contains(key)) {
      throw std::runtime_error((folder / "report.json").string() +
                               " is not the report of a run (no \"" + key +
                               "\"); run the pipeline again");
    }
  }
  record.pipeline = read_text(recorded_pipeline(folder)).value_or("");
  record.quarantine = read_text(folder / "quarantine.jsonl").value_or("");
  if (fs::exists(folder / "trace.json")) {
    record.timeline = read_timeline(folder / "trace.json", timeline_events, timeline_slices);
  }
  return record;
}

pages::Timeline read_timeline(const fs::path& trace, std::size_t events, std::size_t slices) {
  const auto json = nlohmann::json::parse(read_text(trace).value_or(""), nullptr, false);
  if (!json.is_object() || !json.contains("traceEvents") || !json["traceEvents"].is_array()) {
    throw std::runtime_error(trace.string() + " is not a trace of `trackloom run --trace`");
  }
  std::map<int, std::string> names;  // by thread id, which sorts workers, source, lanes
  std::map<int, std::vector<pages::Slice>> by_track;
  std::map<std::uint64_t, double> ends;
  double first = 1e300;
  for (const auto& entry : json["traceEvents"]) {
    const int track = entry.value("tid", 0);
    if (entry.value("ph", "") == "M" && entry.value("name", "") == "thread_name") {
      names[track] = entry["args"].value("name", "");
    }
    if (entry.value("ph", "") != "X") continue;
    pages::Slice slice;
    slice.stage = entry.value("name", "");
    slice.start_ms = entry.value("ts", 0.0) * 1e-3;
    slice.end_ms = slice.start_ms + entry.value("dur", 0.0) * 1e-3;
    slice.event = entry["args"].value("event", std::uint64_t{0});
    first = std::min(first, slice.start_ms);
    double& end = ends[slice.event];
    end = std::max(end, slice.end_ms);
    by_track[track].push_back(std::move(slice));
  }
  std::vector<double> finished;
  for (const auto& [event, end] : ends) finished.push_back(end);
  std::sort(finished.begin(), finished.end());
  const double until = finished.empty() ? 0 : finished[std::min(events, finished.size()) - 1];
  pages::Timeline timeline;
  for (const auto& [track, list] : by_track) {
    timeline.tracks.push_back(names.contains(track) ? names[track] : std::to_string(track));
    for (pages::Slice slice : list) {
      if (slice.start_ms >= until) continue;
      slice.track = timeline.tracks.size() - 1;
      slice.start_ms -= first;
      slice.end_ms -= first;
      timeline.slices.push_back(std::move(slice));
    }
  }
  std::stable_sort(timeline.slices.begin(), timeline.slices.end(),
                   [](const auto& a, const auto& b) { return a.start_ms < b.start_ms; });
  if (timeline.slices.size() > slices) timeline.slices.resize(slices);
  return timeline;
}

}  // namespace reporting
