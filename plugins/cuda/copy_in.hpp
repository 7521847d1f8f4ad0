// Stage cuda.copy_in: the hits of an event to the device.
#pragma once

#include <memory>

#include "cuda/device_stage.hpp"
#include "cuda/hits_on_device.hpp"
#include "cuda/products.hpp"
#include "event_data/cluster_shape.hpp"
#include "event_data/hits.hpp"

namespace trackloom::cuda {

// The only copy to the device in a chain of device stages. Columns are gathered in pinned memory
// and copied in one piece.
class CopyIn {
 public:
  using Config = DeviceConfig;
  struct Lane {
    HitColumns hits;
    ReadyEvent ready;
    DerivedColumns derived;
    PinnedBuffer<std::uint32_t> staging;
    cuda::Lane lane;
    explicit Lane(LaneSettings settings) : lane(std::move(settings)) {}
  };
  static void describe(StageDescription<Config>& stage);
  explicit CopyIn(const Config& config);

  std::unique_ptr<Lane> make_lane(unsigned index);
  void acquire(Lane& lane, Completion done, const Hits& hits, const DetectorRef& detector,
               const ClusterShapes* shapes);
  void produce(Lane& lane, DeviceHits& hits);
  void finish(Summary& summary) const { overflow_.finish(summary); }

 private:
  void copy(Lane& lane, const Hits& hits, const DetectorRef& detector, const ClusterShapes* shapes);

  Config config_;
  OverflowCount overflow_;
};

}  // namespace trackloom::cuda
