#include "cuda/copy_in.hpp"

#include <cstring>
#include <limits>
#include <stdexcept>

namespace trackloom::cuda {

void CopyIn::describe(StageDescription<Config>& stage) {
  stage.doc("Copies hits, and cluster shapes where the pipeline has them, to a CUDA device.");
  stage.inputs({"hits", "detector", "cluster_shapes"}).outputs({"device_hits"});
  describe_device(stage);
}

CopyIn::CopyIn(const Config& config) : config_(config) {
  require_device(config, "cuda.copy_in", "");
}

std::unique_ptr<CopyIn::Lane> CopyIn::make_lane(unsigned index) {
  return std::make_unique<Lane>(lane_settings(config_, "cuda.copy_in", index));
}

void CopyIn::acquire(Lane& lane, Completion done, const Hits& hits, const DetectorRef& detector,
                     const ClusterShapes* shapes) {
  lane.lane.start(std::move(done), [this, &lane, &hits, &detector, shapes] {
    overflow_.watch([&] { copy(lane, hits, detector, shapes); });
  });
}

void CopyIn::copy(Lane& lane, const Hits& hits, const DetectorRef& detector,
                  const ClusterShapes* shapes) {
  const std::size_t count = hits.size();
  if (count > std::numeric_limits<std::int32_t>::max()) {
    throw std::runtime_error("the event has too many hits: " + std::to_string(count));
  }
  const bool present = shapes != nullptr && shapes->present;
  if (present && shapes->size() != count) {
    throw std::runtime_error("there are cluster shapes of " + std::to_string(shapes->size()) +
                             " hits, the event has " + std::to_string(count));
  }
  HitColumns& to = lane.hits;
  to.count = static_cast<std::uint32_t>(count);
  to.shapes = present;
  to.shapes_known = shapes != nullptr;
  to.detector = detector.detector;

  const std::size_t columns = present ? 8 : 5;
  std::uint32_t* staging = lane.staging.room_for((columns + 2) * count);
  std::uint32_t* next = staging;
  const auto floats = [&](const std::vector<float>& column) {
    if (count > 0) std::memcpy(next, column.data(), count * sizeof(float));
    next += count;
  };
  for (const auto* column : {&hits.x, &hits.y, &hits.z, &hits.r, &hits.phi}) floats(*column);
  if (present) {
    for (const auto* column : {&shapes->cells_u, &shapes->cells_v, &shapes->charge}) {
      floats(*column);
    }
  }
  for (std::size_t i = 0; i < count; ++i) *next++ = hits.module[i];
  for (std::size_t i = 0; i < count; ++i) *next++ = hits.layer[i];

  const StreamHandle stream = lane.lane.stream().handle();
  const std::size_t bytes = count * sizeof(std::uint32_t);
  copy_to_device(lane.lane.room_for(to.values, columns * count), staging, columns * bytes, stream);
  copy_to_device(lane.lane.room_for(to.module_of, count), staging + columns * count, bytes, stream);
  copy_to_device(lane.lane.room_for(to.layer, count), staging + (columns + 1) * count, bytes,
                 stream);
  lane.ready.record(lane.lane.stream());
}

void CopyIn::produce(Lane& lane, DeviceHits& hits) {
  lane.lane.finish();
  hits.publish(lane.hits, lane.ready, config_.device);
}

}  // namespace trackloom::cuda
