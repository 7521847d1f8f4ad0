// pipelines/cuda.yaml through the real executable: with the emulated device against the CPU
// pipeline, and without a device.
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>

#include "end_to_end/shipped.hpp"

using namespace trackloom::test;

namespace {

const std::string emulated = TRACKLOOM_BINARY_DIR "/tests/emulated";

}  // namespace

TEST_CASE("the emulated cuda pipeline has the physics of one_pass") {
  const Folder folder("cuda");
  const RunResult cpu = run_pipeline(folder, pipeline("one_pass"), small_events(), {}, "cpu");
  const RunResult device =
      run_pipeline(folder, pipeline("cuda"), small_events(), {"--plugin-path", emulated}, "device");
  check_books(device);
  CAPTURE(device.process.err);
  REQUIRE(device.process.exit_code == 0);
  CHECK(device.report["events"]["written"] == 4);
  CHECK(device.metric("candidates.overflow_on_cpu") == 0);
  for (const std::string name : {"physics.score", "physics.efficiency_all_pt1.0"}) {
    CAPTURE(name);
    CHECK(device.metric(name) == doctest::Approx(cpu.metric(name)).epsilon(0.002));
  }
  // Hits keep their track's number but where a score moved across a threshold.
  CHECK(std::abs(static_cast<double>(device.submission.size()) -
                 static_cast<double>(cpu.submission.size())) < 0.001 * cpu.submission.size());
}

TEST_CASE("the emulated cuda_components pipeline ends with tracks from the device") {
  const Folder folder("cuda");
  const RunResult result = run_pipeline(folder, pipeline("cuda_components"), small_events(),
                                        {"--plugin-path", emulated}, "out");
  CAPTURE(result.process.err);
  REQUIRE(result.process.exit_code == 0);
  check_books(result);
  // 0.849 and 0.985 on these events; graph and network are those of one_pass.
  CHECK(result.metric("physics.score") > 0.84);
  CHECK(result.metric("physics.efficiency_all_pt1.0") > 0.975);
}

TEST_CASE("the emulated cuda_exatrkx pipeline has the physics of exatrkx") {
  const Folder folder("cuda");
  const RunResult cpu = run_pipeline(folder, pipeline("exatrkx"), small_events(), {}, "cpu");
  const RunResult device = run_pipeline(folder, pipeline("cuda_exatrkx"), small_events(),
                                        {"--plugin-path", emulated}, "device");
  CAPTURE(device.process.err);
  REQUIRE(device.process.exit_code == 0);
  check_books(device);
  for (const std::string name : {"physics.score", "physics.efficiency_all_pt1.0"}) {
    CAPTURE(name);
    CHECK(device.metric(name) == doctest::Approx(cpu.metric(name)).epsilon(0.003));
  }
}

TEST_CASE("module_map_gnn with its graph and its scores from the emulated device is what it was") {
  const Folder folder("cuda");
  const fs::path file = folder.path() / "on_device.yaml";
  std::ofstream(file) << R"(pipeline: on_device
run: {on_error: skip, max_failures: 1%}
source: {use: trackml.reader, params: {path: "${input}", cells: false}}
stages:
  - {name: on_device, use: cuda.copy_in, lanes: 2}
  - name: candidates
    use: cuda.module_map
    lanes: 2
    params: {map: "${share}/maps/module_map.tlmap", overflow: cpu}
  - name: network
    use: cuda.interaction_network
    lanes: 2
    params: {weights: "${share}/models/interaction_network.safetensors"}
  - {name: graph, use: cuda.copy_out, lanes: 2}
  - {name: tracks, use: track_building.best_paths, params: {drop: 0.1, score_zero: 0.2}}
sinks:
  - {use: trackml.submission, params: {path: "${output}/submission.csv"}}
  - {name: physics, use: evaluation.summary}
  - {name: edges, use: evaluation.edges}
)";
  const RunResult cpu = run_pipeline(folder, pipeline("module_map_gnn"), small_events(), {}, "cpu");
  REQUIRE(cpu.process.exit_code == 0);
  for (const std::string memory_mb : {"0", "1"}) {
    CAPTURE(memory_mb);
    const RunResult device = run_pipeline(
        folder, file, small_events(),
        {"--plugin-path", emulated, "--set", "stages.candidates.params.memory_mb=" + memory_mb},
        "device-" + memory_mb);
    CAPTURE(device.process.err);
    REQUIRE(device.process.exit_code == 0);
    check_books(device);
    CHECK(device.metric("candidates.overflow_on_cpu") == (memory_mb == "0" ? 0 : 4));
    for (const std::string name : {"edges.edges_per_event", "edges.edge_efficiency_target",
                                   "edges.purity", "edges.weighted_purity"}) {
      CAPTURE(name);
      CHECK(device.metric(name) == cpu.metric(name));
    }
    for (const std::string name : {"edges.auc", "physics.score", "physics.efficiency_all_pt1.0"}) {
      CAPTURE(name);
      CHECK(device.metric(name) == doctest::Approx(cpu.metric(name)).epsilon(0.002));
    }
  }
}

TEST_CASE("the emulated cuda pipeline writes the same bytes for any number of threads and lanes") {
  const Folder folder("cuda");
  std::string first;
  for (const std::string threads : {"1", "3"}) {
    for (const std::string in_flight : {"1", "6"}) {
      const RunResult result =
          run_pipeline(folder, pipeline("cuda"), small_events(),
                       {"--plugin-path", emulated, "--threads", threads, "--in-flight", in_flight},
                       "out-" + threads + "-" + in_flight);
      CAPTURE(result.process.err);
      REQUIRE(result.process.exit_code == 0);
      if (first.empty()) first = result.submission;
      CHECK(result.submission.size() > 100000);
      CHECK(result.submission == first);
    }
  }
}

TEST_CASE("an event that needs more device memory than allowed is counted in the report") {
  const Folder folder("cuda");
  const RunResult cpu = run_pipeline(
      folder, pipeline("cuda"), small_events(),
      {"--plugin-path", emulated, "--set", "stages.candidates.params.memory_mb=1"}, "on-cpu");
  CAPTURE(cpu.process.err);
  CHECK(cpu.process.exit_code == 0);
  CHECK(cpu.metric("candidates.overflow_on_cpu") == 4);
  const RunResult failed = run_pipeline(
      folder, pipeline("cuda"), small_events(),
      {"--plugin-path", emulated, "--set", "stages.network.params.memory_mb=1"}, "failed");
  CHECK(failed.process.exit_code == 3);
  CHECK(failed.metric("network.overflow_failed") == 4);
  CHECK(failed.quarantine.find("raise memory_mb") != std::string::npos);
}

TEST_CASE("the check says where an event is copied to the device and back") {
  const Folder folder("cuda");
  const Finished finished =
      run_command(folder, {"check", pipeline("cuda"), "--plugin-path", emulated});
  CHECK(finished.exit_code == 0);
  CHECK(finished.out.find("\n  on_device copies hits and cluster shapes to the device\n"
                          "  graph copies graph and scores to the host\n") != std::string::npos);
}

TEST_CASE("without a CUDA device the check fails and names the CPU pipeline") {
  const Folder folder("cuda");
  const auto check = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"check", pipeline("cuda")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_command(folder, arguments);
  };
  const Finished finished =
      check({"--plugin-path", emulated, "--set", "stages.candidates.params.device=7"});
  CHECK(finished.exit_code == 2);
  CHECK(finished.out.find("there is no CUDA device 7") != std::string::npos);
  CHECK(finished.out.find("pipelines/one_pass.yaml") != std::string::npos);
}
