// Times of the device stages and their kernels on one event, and what the device could do, as JSON.
//
//   bench_cuda DATA_FOLDER [REPETITIONS]     the folder's first event; default share/events, 50
//
// Stage times are those of the lane's thread, from the first launch to the end of the wait, so that
// they hold the waits for sizes too. tools/gpu-check.sh makes a page of it.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "bench/cuda/kernel_clock.hpp"
#include "cuda/components_on_device.hpp"
#include "cuda/copy_out.hpp"
#include "cuda/cut_stage.hpp"
#include "cuda/launch.hpp"
#include "cuda/layer_map_stage.hpp"
#include "cuda/module_map_stage.hpp"
#include "cuda/network_stage.hpp"
#include "cuda/sample.hpp"

namespace {

using namespace trackloom;
using namespace trackloom::cuda;
using Clock = std::chrono::steady_clock;

// Eight chains of fused multiply-adds per thread.
struct Multiply {
  static constexpr int steps = 4096, chains = 8;
  float* out;
  TRACKLOOM_HD void operator()(std::uint32_t i) const {
    float x[chains];
    for (int c = 0; c < chains; ++c) x[c] = static_cast<float>(i + c);
    for (int s = 0; s < steps; ++s) {
      for (int c = 0; c < chains; ++c) x[c] = x[c] * 0.999F + 0.5F;
    }
    float sum = 0;
    for (int c = 0; c < chains; ++c) sum += x[c];
    out[i] = sum;
  }
};

double ms_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

double quantile(std::vector<double> values, double q) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1) + 0.5)];
}

// Runs f on the lane's thread.
void on_lane(Lane& lane, const std::function<void()>& f) {
  const auto target = std::make_shared<cuda::test::Waiting>();
  lane.start(Completion(target), f);
  target->wait();
  lane.finish();
}

struct Bench {
  Lane lane{{.stage = "bench"}};
  int repetitions = 50;
  nlohmann::ordered_json json;

  void stage(const std::string& name, const std::function<void()>& work) {
    std::vector<double> times;
    nlohmann::ordered_json kernels;
    std::size_t share = 0;
    on_lane(lane, work);  // allocates
    for (int i = 0; i < repetitions; ++i) {
      on_lane(lane, [&] {
        const auto begin = Clock::now();
        work();
        lane.stream().wait();
        times.push_back(ms_since(begin));
        share = lane.share();
      });
    }
    on_lane(lane, [&] {
      bench::KernelClock clock;
      lane.stream().observe(&clock);
      work();
      lane.stream().wait();
      lane.stream().observe(nullptr);
      for (const auto& [kernel, total] : clock.results()) {
        kernels.push_back({{"kernel", kernel},
                           {"launches", total.launches},
                           {"ms", total.ms},
                           {"bytes", total.bytes},
                           {"flops", total.flops}});
      }
    });
    json["stages"].push_back({{"stage", name},
                              {"p50_ms", quantile(times, 0.5)},
                              {"p99_ms", quantile(times, 0.99)},
                              {"memory_mb", static_cast<double>(share) / (1 << 20)},
                              {"kernels", kernels}});
  }

  void peaks() {
    on_lane(lane, [&] {
      DeviceBuffer<float> from, to;
      constexpr std::size_t count = std::size_t{1} << 28;
      lane.room_for(from, count);
      lane.room_for(to, count);
      double copy = 1e9, multiply = 1e9;
      constexpr std::uint32_t threads = 1U << 22;
      for (int i = 0; i < 5; ++i) {
        auto begin = Clock::now();
        copy_on_device(to.data(), from.data(), count * sizeof(float), lane.stream().handle());
        lane.stream().wait();
        copy = std::min(copy, ms_since(begin));
        begin = Clock::now();
        for_each(lane.stream(), threads, Multiply{to.data()});
        lane.stream().wait();
        multiply = std::min(multiply, ms_since(begin));
      }
      json["copy_gb_per_s"] = 2e-6 * count * sizeof(float) / copy;
      json["fp32_tflops"] = 2e-9 * threads * Multiply::steps * Multiply::chains / multiply;
    });
  }
};

// The chain of pipelines/cuda.yaml from copy-in to copy-out, as the engine runs it.
struct Chain {
  using Map = cuda::test::OneLane<LayerMapStage>;
  using Network = cuda::test::OneLane<NetworkStage>;
  using Cut = cuda::test::OneLane<CutStage>;

  cuda::test::OneLane<CopyIn> copy_in;
  Map map;
  Network filter, network;
  Cut cut, believed;
  cuda::test::OneLane<CopyOut> copy_out;
  DeviceHits device_hits;
  DeviceGraph candidates, graph, few;
  DeviceScores prior, filtered, graph_prior, scores, few_scores;
  HitGraph out;
  EdgeScores out_scores;

  explicit Chain(const std::string& precision)
      : map(map_config()),
        filter(weights("edge_filter", precision)),
        network(weights("interaction_network_clusters", precision)),
        cut(cut_config(0.005F)),
        believed(cut_config(0.1F)) {}

  // Times of the stages, from acquire to the end of produce: with the lane's wake-up.
  std::vector<std::pair<std::string, std::vector<double>>> steps;
  std::size_t step = 0;

  // Calls one stage with inputs, and notes its time.
  template <class Stage, class... Outputs>
  auto timed(const char* name, cuda::test::OneLane<Stage>& stage, Outputs&... outputs) {
    return [this, name, &stage, &outputs...](auto&&... inputs) {
      const auto begin = Clock::now();
      cuda::test::acquire(stage.stage, *stage.lane, inputs...);
      stage.stage.produce(*stage.lane, outputs...);
      if (steps.size() <= step) steps.emplace_back(name, std::vector<double>());
      steps[step++].second.push_back(ms_since(begin));
    };
  }

  void run(const cuda::test::Sample& sample) {
    step = 0;
    timed("copy_in", copy_in, device_hits)(sample.event.hits, sample.detector, &sample.shapes);
    timed("layer_map", map, candidates, prior)(device_hits, sample.event.hits, sample.detector);
    timed("filter", filter, filtered)(device_hits, &prior, candidates, sample.event.hits,
                                      &sample.shapes, sample.detector);
    timed("cut", cut, graph, graph_prior)(candidates, filtered);
    timed("interaction_network", network, scores)(
        device_hits, &graph_prior, graph, sample.event.hits, &sample.shapes, sample.detector);
    timed("cut to copy out", believed, few, few_scores)(graph, scores);
    timed("copy_out", copy_out, out, out_scores)(few, few_scores);
  }

 private:
  static LayerMapStage::Config map_config() {
    LayerMapStage::Config config;
    config.map = cuda::test::share + "/maps/layer_map.tlmap";
    config.min_score = 0.0003F;
    config.max_edges = 2500000;
    return config;
  }
  static NetworkStage::Config weights(const std::string& name, const std::string& precision) {
    NetworkStage::Config config;
    config.precision = precision;
    config.weights = cuda::test::share + "/models/" + name + ".safetensors";
    return config;
  }
  static CutStage::Config cut_config(float min_score) {
    CutStage::Config config;
    config.min_score = min_score;
    return config;
  }
};

nlohmann::ordered_json run_chains(const cuda::test::Sample& sample, const std::string& precision,
                                  std::size_t lanes, int repetitions) {
  std::vector<std::unique_ptr<Chain>> chains;
  for (std::size_t l = 0; l < lanes; ++l) {
    chains.push_back(std::make_unique<Chain>(precision));
    for (int i = 0; i < 3; ++i) chains.back()->run(sample);  // buffers grow
  }
  std::vector<std::vector<double>> times(lanes);
  std::vector<std::thread> threads;
  const auto begin = Clock::now();
  for (std::size_t l = 0; l < lanes; ++l) {
    threads.emplace_back([&, l] {
      for (int i = 0; i < repetitions; ++i) {
        const auto start = Clock::now();
        chains[l]->run(sample);
        times[l].push_back(ms_since(start));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const double total_ms = ms_since(begin);
  std::vector<double> all;
  for (const auto& of_lane : times) all.insert(all.end(), of_lane.begin(), of_lane.end());
  std::size_t free = 0, total = 0;
  (void)cudaMemGetInfo(&free, &total);
  nlohmann::ordered_json steps;
  for (const auto& [name, ms] : chains[0]->steps) {
    steps.push_back({{"stage", name}, {"p50_ms", quantile(ms, 0.5)}});
  }
  return {{"precision", precision},
          {"lanes", lanes},
          {"steps", steps},
          {"p50_ms", quantile(all, 0.5)},
          {"p99_ms", quantile(all, 0.99)},
          {"events_per_s", 1000.0 * static_cast<double>(all.size()) / total_ms},
          {"memory_mb", static_cast<double>(total - free) / (1 << 20)}};
}

int run(const std::string& folder, int repetitions) {
  const cuda::test::Sample sample(folder);
  const std::string share = cuda::test::share;
  DeviceHits device_hits;
  cuda::test::copy_in(sample.event.hits, sample.detector, &sample.shapes, device_hits);
  const HitColumns& hits = device_hits.get();
  const auto map = layer_map::LayerMap::read(share + "/maps/layer_map.tlmap");
  const auto filter_model = gnn::read_model(share + "/models/edge_filter.safetensors");
  const auto network_model =
      gnn::read_model(share + "/models/interaction_network_clusters.safetensors");
  LayerMapOnDevice on_device(map);
  NetworkOnDevice filter(filter_model), network(network_model);
  NetworkOnDevice half_filter(filter_model, Precision::fp16);
  NetworkOnDevice half_network(network_model, Precision::fp16);
  CutOnDevice cut, believed_cut;
  ComponentsOnDevice components;
  Graph candidates, graph, believed;
  Scores prior, filter_scores, graph_prior, scores, believed_scores;
  TrackCandidates tracks;

  Bench bench;
  bench.repetitions = repetitions;
  bench.json["hits"] = hits.count;
  bench.peaks();
  bench.stage("layer_map",
              [&] { on_device.build(bench.lane, hits, 0.0003F, 2500000, candidates, prior); });
  module_map::Parameters by_modules;
  by_modules.map = share + "/maps/module_map.tlmap";
  const module_map::BuildGraph build_graph(by_modules);
  ModuleMapTables tables(build_graph.map(), build_graph.azimuths());
  ModuleMapOnDevice search_modules;
  Graph module_map_graph;
  bench.stage("module_map", [&] {
    search_modules.build(bench.lane, tables.on_device(bench.lane), hits,
                         static_cast<std::size_t>(by_modules.max_doublets),
                         static_cast<std::size_t>(by_modules.max_edges), module_map_graph);
  });
  bench.stage("filter", [&] { filter.score(bench.lane, hits, candidates, &prior, filter_scores); });
  bench.stage("filter, fp16",
              [&] { half_filter.score(bench.lane, hits, candidates, &prior, filter_scores); });
  bench.stage("cut", [&] {
    cut.cut(bench.lane, candidates, filter_scores, 0.005F, 1000000, graph, graph_prior);
  });
  bench.stage("interaction_network",
              [&] { network.score(bench.lane, hits, graph, &graph_prior, scores); });
  bench.stage("interaction_network, fp16",
              [&] { half_network.score(bench.lane, hits, graph, &graph_prior, scores); });
  bench.stage("cut to copy out", [&] {
    believed_cut.cut(bench.lane, graph, scores, 0.1F, 1000000, believed, believed_scores);
  });
  bench.stage("connected_components", [&] {
    components.find(bench.lane, hits, graph, scores, Joining::above_cut, 0.5F, 3, tracks);
  });
  bench.stage("best_edges", [&] {
    components.find(bench.lane, hits, graph, scores, Joining::best, 0.5F, 3, tracks);
  });
  for (const char* precision : {"fp32", "fp16"}) {
    for (const std::size_t lanes : {1U, 2U, 4U, 8U}) {
      bench.json["chains"].push_back(run_chains(sample, precision, lanes, repetitions));
    }
  }
  bench.json["candidates"] = candidates.edges;
  bench.json["edges"] = graph.edges;
  bench.json["believed"] = believed.edges;
  std::printf("%s\n", bench.json.dump(1).c_str());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (const std::string why = why_not(0); !why.empty()) {
    std::fprintf(stderr, "%s\n", why.c_str());
    return 77;
  }
  try {
    return run(argc > 1 ? argv[1] : cuda::test::share + "/events",
               argc > 2 ? std::atoi(argv[2]) : 50);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
}
