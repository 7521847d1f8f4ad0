// What device stages exchange.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "cuda/buffer.hpp"
#include "cuda/stream.hpp"
#include "event_data/detector.hpp"
#include "trackloom/product.hpp"

namespace trackloom::cuda {

// Device memory and the event after which it may be read. A stage fills a T of its lane, and
// publish() swaps it into the product: lanes and events of the pool keep their memory from event to
// event. A consumer calls wait() with its own stream before it enqueues anything that reads.
//
// No consumer may still be at work when the product is cleared: device stages wait for their stream
// before they complete, and an event is recycled after its last stage.
template <class T>
class DeviceProduct {
 public:
  const T& get() const noexcept { return value_; }
  int device() const noexcept { return device_; }
  void wait(const Stream& stream) const { ready_.hold_back(stream); }

  // `value` and `ready` get what the product had before.
  void publish(T& value, ReadyEvent& ready, int device) noexcept {
    std::swap(value_, value);
    std::swap(ready_, ready);
    device_ = device;
  }

  void clear() noexcept { value_.clear(); }
  std::size_t bytes() const noexcept { return value_.bytes(); }

 private:
  T value_;
  ReadyEvent ready_;
  int device_ = -1;
};

// Columns of event_data's Hits, rows as there; with shapes, those of ClusterShapes.
struct HitColumns {
  std::uint32_t count = 0;
  bool shapes = false;         // the event has cells, of which the last three columns tell
  bool shapes_known = false;   // the pipeline has a stage that looks at cells
  DeviceBuffer<float> values;  // x, y, z, r, phi [, cells_u, cells_v, charge], count each
  DeviceBuffer<std::uint32_t> module_of;  // index into Detector::modules
  DeviceBuffer<std::uint32_t> layer;      // index into Detector::layers
  std::shared_ptr<const Detector> detector;

  enum Column { x, y, z, r, phi, cells_u, cells_v, charge };
  const float* column(Column c) const noexcept {
    return values.data() + static_cast<std::size_t>(c) * count;
  }
  void clear() noexcept {
    count = 0;
    shapes = shapes_known = false;
    values.set_size(0);
    module_of.set_size(0);
    layer.set_size(0);
    detector.reset();
  }
  std::size_t bytes() const noexcept { return values.bytes() + module_of.bytes() + layer.bytes(); }
};

// As HitGraph: edges sorted by (source, target), `first` the CSR form with nodes + 1 entries.
struct Graph {
  std::uint32_t nodes = 0, edges = 0;
  DeviceBuffer<std::uint32_t> source, target, first;

  void clear() noexcept {
    nodes = edges = 0;
    for (auto* column : {&source, &target, &first}) column->set_size(0);
  }
  std::size_t bytes() const noexcept { return source.bytes() + target.bytes() + first.bytes(); }
};

// As metric_learning::Points.
struct PointRows {
  std::uint32_t dimensions = 0;
  DeviceBuffer<float> value;  // [hits, dimensions]

  void clear() noexcept {
    dimensions = 0;
    value.set_size(0);
  }
  std::size_t bytes() const noexcept { return value.bytes(); }
};

// As EdgeScores.
struct Scores {
  DeviceBuffer<float> value;

  void clear() noexcept { value.set_size(0); }
  std::size_t bytes() const noexcept { return value.bytes(); }
};

using DeviceHits = DeviceProduct<HitColumns>;
using DeviceGraph = DeviceProduct<Graph>;
using DeviceScores = DeviceProduct<Scores>;
using DevicePoints = DeviceProduct<PointRows>;

}  // namespace trackloom::cuda

TRACKLOOM_PRODUCT(trackloom::cuda::DeviceHits, "cuda.hits", 1)
TRACKLOOM_PRODUCT(trackloom::cuda::DeviceGraph, "cuda.graph", 1)
TRACKLOOM_PRODUCT(trackloom::cuda::DeviceScores, "cuda.scores", 1)
TRACKLOOM_PRODUCT(trackloom::cuda::DevicePoints, "cuda.points", 1)
