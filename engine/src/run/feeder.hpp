// How free events reach the source and filled ones the graph: on a worker, on a thread of the
// source's own, or from a host program.
#pragma once

#include <oneapi/tbb/flow_graph.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "run/source.hpp"
#include "run/stage_graph.hpp"

namespace trackloom {

// The pool's free events are the tokens that bound the events alive. Thread-safe.
class FreeEvents {
 public:
  explicit FreeEvents(std::vector<Flight*> flights) : free_(std::move(flights)) {}

  void give(Flight& flight);
  Flight* take();  // waits; null once closed
  void close();

 private:
  std::mutex mutex_;
  std::condition_variable given_;
  std::vector<Flight*> free_;
  bool closed_ = false;
};

class Feeder {
 public:
  virtual ~Feeder() = default;
  virtual void start() = 0;
  virtual void give_back(Flight& flight) noexcept = 0;
  // After the graph has drained. Takes the lock under which events were given back, and so orders
  // what the workers did before what the caller does next.
  virtual void join() = 0;
};

// A host program fills the events: take, fill, StageGraph::leave(0, ...).
class HostFeeder final : public Feeder {
 public:
  HostFeeder(StageGraph& graph, std::vector<Flight*> flights)
      : graph_(graph), free_(std::move(flights)) {
    graph_.graph().reserve_wait();  // the graph is not finished before end()
  }
  ~HostFeeder() override { end(); }

  void start() override {}
  void give_back(Flight& flight) noexcept override { free_.give(flight); }
  void join() override { free_.close(); }
  // Waits for a free event. Thread-safe.
  Flight& take() { return *free_.take(); }
  // No event will come any more.
  void end() {
    if (!ended_.exchange(true)) graph_.graph().release_wait();
  }

 private:
  StageGraph& graph_;
  FreeEvents free_;
  std::atomic<bool> ended_{false};
};

// Reads on the graph's workers, one event at a time.
std::unique_ptr<Feeder> make_worker_feeder(Source& source, StageGraph& graph,
                                           std::vector<Flight*> flights);
// Reads on a thread of its own, so that no worker waits for a file or a socket.
std::unique_ptr<Feeder> make_thread_feeder(Source& source, StageGraph& graph,
                                           std::vector<Flight*> flights);

}  // namespace trackloom
