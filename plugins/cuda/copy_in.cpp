#include "cuda/copy_in.hpp"

#include <cstring>
#include <limits>
#include <stdexcept>

namespace trackloom::cuda {

void CopyIn::describe(StageDescription<Config>& stage) {
  stage.doc("Copies hits, and cluster shapes where the pipeline has them, to a CUDA device.");
  stage.inputs({"hits", "detector", "cluster_shapes"}).outputs({"device_hits"});
  stage.copies("hits and cluster shapes to the device");
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

  // Each column is on its way while the next is copied into pinned memory.
  const std::size_t columns = present ? 8 : 5;
  const std::size_t bytes = count * sizeof(std::uint32_t);
  std::uint32_t* staging = lane.staging.room_for(columns * count);
  const auto send = [&](void* device, const void* column) {
    if (count > 0) std::memcpy(staging, column, bytes);
    copy_to_device(device, staging, bytes, lane.lane.stream().handle());
    staging += count;
  };
  float* values = lane.lane.room_for(to.values, columns * count);
  const auto floats = [&](HitColumns::Column c, const std::vector<float>& column) {
    send(values + static_cast<std::size_t>(c) * count, column.data());
  };
  send(lane.lane.room_for(to.module_of, count), hits.module.data());
  floats(HitColumns::x, hits.x);
  floats(HitColumns::y, hits.y);
  lane.lane.room_for(to.layer, count);
  lane.derived.fill(lane.lane, to);
  floats(HitColumns::z, hits.z);
  floats(HitColumns::phi, hits.phi);
  if (present) {
    floats(HitColumns::cells_u, shapes->cells_u);
    floats(HitColumns::cells_v, shapes->cells_v);
    floats(HitColumns::charge, shapes->charge);
  }
  lane.ready.record(lane.lane.stream());
}

void CopyIn::produce(Lane& lane, DeviceHits& hits) {
  lane.lane.finish();
  hits.publish(lane.hits, lane.ready, config_.device);
}

}  // namespace trackloom::cuda
