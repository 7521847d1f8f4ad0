// Reading, computing and the device work on different events at the same time, seen in the trace.
#include <doctest/doctest.h>

#include <map>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fault/process.hpp"
#include "run/folder.hpp"

using namespace trackloom::test;

namespace {

const char* const pipeline = R"(pipeline: overlap
run: {threads: 2, in_flight: 6}
source: {use: fake_device.read, params: {events: 60, read_ms: 4}}
stages:
  - {name: compute, use: fake_device.compute, params: {compute_ms: 5, asleep: true}}
  - {name: device, use: fake_device.device, lanes: 1, params: {latency_ms: 9, bandwidth: 1000, bytes: 1000}}
sinks:
  - {name: lines, use: fake_device.write, params: {path: "${output}/lines.txt"}}
)";

struct Slice {
  std::string name;
  std::string track;
  double start, end;  // us
  int event;
};

std::vector<Slice> read_trace(const std::string& text) {
  const auto json = nlohmann::json::parse(text);
  std::map<int, std::string> tracks;
  std::vector<Slice> slices;
  for (const auto& entry : json["traceEvents"]) {
    if (entry["ph"] == "M" && entry["name"] == "thread_name") {
      tracks[entry["tid"]] = entry["args"]["name"];
    }
  }
  for (const auto& entry : json["traceEvents"]) {
    if (entry["ph"] != "X") continue;
    const double start = entry["ts"];
    slices.push_back({entry["name"], tracks.at(entry["tid"]), start,
                      start + entry["dur"].get<double>(), entry["args"]["event"]});
  }
  return slices;
}

bool overlaps(const Slice& a, const Slice& b) {
  return a.start < b.end && b.start < a.end;
}

}  // namespace

TEST_CASE("different events are read, computed and on the device at once, and no worker waits") {
  const Folder folder("overlap");
  write_text(folder.path() / "pipeline.yaml", pipeline);
  const Finished finished =
      run_trackloom(folder.path(), {"--trace", (folder.path() / "trace.json").string()});
  REQUIRE(finished.exit_code == 0);
  const std::vector<Slice> slices = read_trace(folder.read("trace.json"));

  int together = 0;
  int lane_overlaps = 0;
  double lane_busy = 0;
  double worker_in_device = 0;
  for (const Slice& device : slices) {
    if (device.name == "device acquire" || device.name == "device produce") {
      CHECK(device.track.find("worker ") == 0);
      worker_in_device += device.end - device.start;
    }
    if (device.track != "device lane 0") continue;
    lane_busy += device.end - device.start;
    bool reads = false;
    bool computes = false;
    for (const Slice& other : slices) {
      if (!overlaps(device, other) || other.event == device.event) continue;
      reads = reads || (other.name == "source" && other.track == "source");
      computes = computes || (other.name == "compute" && other.track.find("worker ") == 0);
      if (other.track == device.track) ++lane_overlaps;
    }
    if (reads && computes) ++together;
  }
  CHECK(lane_overlaps == 0);  // a lane holds one event at a time
  CHECK(together >= 30);      // of 60
  // Had a worker waited for the device, it would have spent the lane's 600 ms in it.
  CHECK(lane_busy >= 60 * 10000.0);
  CHECK(worker_in_device < 0.1 * lane_busy);
}
