// A shipped event, and how a device stage is run without an engine.
#pragma once

#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "cuda/copy_in.hpp"
#include "event_data/cluster_shape.hpp"
#include "trackloom/async.hpp"
#include "trackml/detector_csv.hpp"
#include "trackml/event_reader.hpp"

namespace trackloom::cuda::test {

inline const std::string share = TRACKLOOM_SOURCE_DIR "/share";

struct Sample {
  DetectorRef detector;
  trackml::EventData event;
  ClusterShapes shapes;

  // The first event of a data set.
  explicit Sample(const std::string& folder) {
    const trackml::DataSet data_set(folder);
    trackml::ReadScratch scratch;
    trackml::ByteBuffer text;
    data_set.store().read(*data_set.detector(), std::uint64_t{1} << 32, scratch, text);
    detector.detector =
        std::make_shared<const Detector>(trackml::parse_detector("detectors.csv", text));
    trackml::EventReader reader(data_set, *detector, {.truth = false});
    reader.read(data_set.events().front(), event);
    shapes.fill(event.cells);
  }
};

inline const Sample& sample() {
  static const Sample value(share + "/events_small");
  return value;
}

class Waiting final : public CompletionTarget {
 public:
  void complete(std::string) noexcept override { promise_.set_value(); }
  void wait() { promise_.get_future().get(); }

 private:
  std::promise<void> promise_;
};

// Runs f on a lane's thread; throws what f throws.
template <class F>
void on_lane(Lane& lane, F&& f) {
  const auto target = std::make_shared<Waiting>();
  lane.start(Completion(target), f);
  target->wait();
  lane.finish();
}

// Calls acquire and waits for the completion, as the engine does before produce.
template <class Stage, class... Inputs>
void acquire(Stage& stage, typename Stage::Lane& lane, Inputs&&... inputs) {
  const auto target = std::make_shared<Waiting>();
  stage.acquire(lane, Completion(target), std::forward<Inputs>(inputs)...);
  target->wait();
}

// A stage with one lane.
template <class Stage>
struct OneLane {
  Stage stage;
  std::unique_ptr<typename Stage::Lane> lane;
  explicit OneLane(const typename Stage::Config& config = {})
      : stage(config), lane(stage.make_lane(0)) {}
};

inline void copy_in(const Hits& hits, const DetectorRef& detector, const ClusterShapes* shapes,
                    DeviceHits& out) {
  OneLane<CopyIn> in;
  acquire(in.stage, *in.lane, hits, detector, shapes);
  in.stage.produce(*in.lane, out);
}
// Hits of the sample's detector.
inline void copy_in(const Hits& hits, const ClusterShapes* shapes, DeviceHits& out) {
  copy_in(hits, sample().detector, shapes, out);
}

}  // namespace trackloom::cuda::test
