#include "run/feeder.hpp"

#include <oneapi/tbb/task_arena.h>

#include <functional>
#include <utility>

namespace trackloom {

void FreeEvents::give(Flight& flight) {
  const std::lock_guard lock(mutex_);
  free_.push_back(&flight);
  given_.notify_one();
}

Flight* FreeEvents::take() {
  std::unique_lock lock(mutex_);
  given_.wait(lock, [this] { return closed_ || !free_.empty(); });
  if (closed_) return nullptr;
  Flight* flight = free_.back();
  free_.pop_back();
  return flight;
}

void FreeEvents::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  given_.notify_all();
}

namespace {

// One read: true if the event went into the graph, false at the end of the source.
bool read_into(Source& source, StageGraph& graph, Flight& flight, int thread,
               const std::function<void()>& before_leaving) noexcept {
  graph.prepare(flight);
  const Source::Next next = source.read(flight, thread);
  if (next == Source::Next::end) return false;
  before_leaving();
  graph.leave(0, flight, next == Source::Next::event, flight.records[0].end);
  return true;
}

// The serial source node gets one token at a time, and the next one before the event just read is
// put: tasks run last in, first out, so that this thread then follows the event to its end while
// another may steal the read. An input_node would run the source under a spin mutex.
class WorkerFeeder final : public Feeder {
 public:
  WorkerFeeder(Source& source, StageGraph& graph, std::vector<Flight*> flights)
      : source_(source),
        graph_(graph),
        free_(std::move(flights)),
        node_(graph.graph(), tbb::flow::serial, [this](Flight* flight) { read(*flight); }) {}

  void start() override { read_next(); }

  void give_back(Flight& flight) noexcept override {
    {
      const std::lock_guard lock(mutex_);
      free_.push_back(&flight);
      if (reading_ || ended_) return;
    }
    read_next();
  }

  void join() override { const std::lock_guard lock(mutex_); }

 private:
  void read_next() noexcept {
    Flight* flight = nullptr;
    {
      const std::lock_guard lock(mutex_);
      if (reading_ || ended_ || free_.empty()) return;
      flight = free_.back();
      free_.pop_back();
      reading_ = true;
    }
    node_.try_put(flight);
  }

  void read(Flight& flight) noexcept {
    { const std::lock_guard lock(mutex_); }  // orders whoever gave the flight back before this
    const int thread = tbb::this_task_arena::current_thread_index();
    const bool more = read_into(source_, graph_, flight, thread, [this] {
      {
        const std::lock_guard lock(mutex_);
        reading_ = false;
      }
      read_next();
    });
    if (more) return;
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }

  Source& source_;
  StageGraph& graph_;
  std::mutex mutex_;
  std::vector<Flight*> free_;
  bool reading_ = false;
  bool ended_ = false;
  tbb::flow::function_node<Flight*> node_;
};

class ThreadFeeder final : public Feeder {
 public:
  ThreadFeeder(Source& source, StageGraph& graph, std::vector<Flight*> flights)
      : source_(source), graph_(graph), free_(std::move(flights)) {}
  ~ThreadFeeder() override { join(); }

  void start() override {
    graph_.graph().reserve_wait();  // the graph is not finished while this thread may put
    thread_ = std::thread([this] {
      Flight* flight = free_.take();
      while (flight != nullptr && read_into(source_, graph_, *flight, -1, [] {})) {
        flight = free_.take();
      }
      graph_.graph().release_wait();
    });
  }

  void give_back(Flight& flight) noexcept override { free_.give(flight); }

  void join() override {
    free_.close();
    if (thread_.joinable()) thread_.join();
  }

 private:
  Source& source_;
  StageGraph& graph_;
  FreeEvents free_;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Feeder> make_worker_feeder(Source& source, StageGraph& graph,
                                           std::vector<Flight*> flights) {
  return std::make_unique<WorkerFeeder>(source, graph, std::move(flights));
}

std::unique_ptr<Feeder> make_thread_feeder(Source& source, StageGraph& graph,
                                           std::vector<Flight*> flights) {
  return std::make_unique<ThreadFeeder>(source, graph, std::move(flights));
}

}  // namespace trackloom
