#include "cuda/module_map_stage.hpp"

namespace trackloom::cuda {
namespace {

// Before the map is read.
const ModuleMapStage::Config& on_a_device(const ModuleMapStage::Config& config) {
  require_device(config, "cuda.module_map", "module_map.build_graph");
  return config;
}

}  // namespace

void ModuleMapStage::describe(StageDescription<Config>& stage) {
  stage.doc("module_map.build_graph on a CUDA device: the same graph.");
  stage.inputs({"device_hits", "hits", "detector"}).outputs({"device_graph"});
  module_map::describe_parameters(stage);
  stage.param("overflow", &Config::overflow)
      .one_of({"fail", "cpu"})
      .doc("an event that needs more device memory than there is fails, or is done on the CPU");
  describe_device(stage);
}

ModuleMapStage::ModuleMapStage(const Config& config)
    : config_(on_a_device(config)), on_cpu_(config_), tables_(on_cpu_.map(), on_cpu_.azimuths()) {}

std::unique_ptr<ModuleMapStage::Lane> ModuleMapStage::make_lane(unsigned index) {
  return std::make_unique<Lane>(lane_settings(config_, "cuda.module_map", index));
}

void ModuleMapStage::acquire(Lane& lane, Completion done, const DeviceHits& device_hits,
                             const Hits& hits, const DetectorRef& detector) {
  lane.lane.start(std::move(done), [this, &lane, &device_hits, &hits, &detector] {
    build(lane, device_hits, hits, detector);
    lane.ready.record(lane.lane.stream());
  });
}

void ModuleMapStage::build(Lane& lane, const DeviceHits& device_hits, const Hits& hits,
                           const DetectorRef& detector) {
  require_here(lane.lane, device_hits);
  on_cpu_.check_geometry(*detector);
  device_hits.wait(lane.lane.stream());
  const auto on_device = [&] {
    lane.search.build(lane.lane, tables_.on_device(lane.lane), device_hits.get(),
                      static_cast<std::size_t>(config_.max_doublets),
                      static_cast<std::size_t>(config_.max_edges), lane.graph);
  };
  if (config_.overflow == "fail") return overflow_.watch(on_device);
  try {
    on_device();
  } catch (const OutOfMemory&) {
    overflow_.on_cpu.fetch_add(1, std::memory_order_relaxed);
    build_on_cpu(lane, hits, detector);
  }
}

// What this copies to the device counts against no limit: later stages need the graph there.
void ModuleMapStage::build_on_cpu(Lane& lane, const Hits& hits, const DetectorRef& detector) {
  lane.lane.stream().wait();
  HitGraph graph;
  on_cpu_(hits, detector, graph);
  lane.graph.nodes = graph.nodes;
  lane.graph.edges = static_cast<std::uint32_t>(graph.edges());
  lane.lane.upload(lane.graph.source, std::span<const std::uint32_t>(graph.source));
  lane.lane.upload(lane.graph.target, std::span<const std::uint32_t>(graph.target));
  lane.lane.upload(lane.graph.first, std::span<const std::uint32_t>(graph.first));
}

void ModuleMapStage::produce(Lane& lane, DeviceGraph& graph) {
  lane.lane.finish();
  graph.publish(lane.graph, lane.ready, config_.device);
}

}  // namespace trackloom::cuda
