// Pipelines that do nothing, to measure what the engine itself costs.
#pragma once

#include <cstdint>
#include <memory>

#include "run/plan_builder.hpp"

namespace trackloom::bench {

template <int N>
struct Link {
  std::int64_t value = 0;
};

struct NoConfig {};

class EmptySource {
 public:
  struct Config {
    std::int64_t events = 1000;
  };
  static void describe(StageDescription<Config>& stage) { stage.param("events", &Config::events); }
  explicit EmptySource(const Config& config) : left_(config.events) {}
  bool operator()(EventInfo& info, Link<0>& link) {
    if (left_ == 0) return false;
    info.id = static_cast<std::uint64_t>(left_--);
    link.value = 1;
    return true;
  }

 private:
  std::int64_t left_;
};

template <int From, int To>
class Step {
 public:
  using Config = NoConfig;
  static void describe(StageDescription<Config>&) {}
  explicit Step(const Config&) {}
  void operator()(const Link<From>& in, Link<To>& out) const { out.value = in.value + 1; }
};

template <int A, int B, int To>
class Join {
 public:
  using Config = NoConfig;
  static void describe(StageDescription<Config>&) {}
  explicit Join(const Config&) {}
  void operator()(const Link<A>& a, const Link<B>& b, Link<To>& out) const {
    out.value = a.value + b.value;
  }
};

template <int From>
class EmptySink {
 public:
  using Config = NoConfig;
  static void describe(StageDescription<Config>&) {}
  explicit EmptySink(const Config&) {}
  void operator()(const Link<From>& in) { sum_ += in.value; }

 private:
  std::int64_t sum_ = 0;
};

inline test::PlanBuilder empty_builder(std::int64_t events, unsigned threads, unsigned in_flight) {
  test::PlanBuilder builder;
  builder.run().threads = threads;
  builder.run().in_flight = in_flight;
  builder.add<EmptySource>("read", {{"events", events}});
  return builder;
}

template <int... N>
void add_steps(test::PlanBuilder& builder, std::integer_sequence<int, N...>) {
  (builder.add<Step<N, N + 1>>("step_" + std::to_string(N)), ...);
}

// A source, Steps stages one after the other, an ordered sink.
template <int Steps>
std::unique_ptr<Plan> chain(std::int64_t events, unsigned threads, unsigned in_flight = 8) {
  test::PlanBuilder builder = empty_builder(events, threads, in_flight);
  add_steps(builder, std::make_integer_sequence<int, Steps>{});
  builder.add<EmptySink<Steps>>("sink");
  return builder.take();
}

// A source, Joins diamonds (two stages side by side, one that waits for both), an ordered sink.
template <int Joins>
std::unique_ptr<Plan> diamonds(std::int64_t events, unsigned threads, unsigned in_flight = 8) {
  test::PlanBuilder builder = empty_builder(events, threads, in_flight);
  [&]<int... N>(std::integer_sequence<int, N...>) {
    ((builder.add<Step<3 * N, 3 * N + 1>>("a_" + std::to_string(N)),
      builder.add<Step<3 * N, 3 * N + 2>>("b_" + std::to_string(N)),
      builder.add<Join<3 * N + 1, 3 * N + 2, 3 * N + 3>>("join_" + std::to_string(N))),
     ...);
  }
  (std::make_integer_sequence<int, Joins>{});
  builder.add<EmptySink<3 * Joins>>("sink");
  return builder.take();
}

}  // namespace trackloom::bench

template <int N>
struct trackloom::ProductTraits<trackloom::bench::Link<N>> {
  static constexpr const char* name = "bench.link";
  static constexpr std::uint32_t version = N;
};
