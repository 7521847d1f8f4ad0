// Time to find all pairs of points within a radius, by tree, grid, nanoflann and brute force, and
// of the stages around it, one core. Points: the 97 000 hits of the shipped event 90001 with the
// shipped embedding. The argument is 100 times the radius. All find the same number of pairs, which
// is printed, but for pairs at the radius itself, where nanoflann sums in another order.
#include <benchmark/benchmark.h>

#ifdef TRACKLOOM_NANOFLANN
#include <nanoflann.hpp>
#endif

#include "bench/metric_learning/grid_search.hpp"
#include "metric_learning/embed.hpp"
#include "metric_learning/point_tree.hpp"
#include "metric_learning/radius_graph.hpp"
#include "trackml/detector_csv.hpp"
#include "trackml/event_reader.hpp"

namespace {

using namespace trackloom;
using namespace trackloom::metric_learning;

const std::string share = TRACKLOOM_SOURCE_DIR "/share/";

struct Sample {
  DetectorRef detector;
  trackml::EventData event;
  ClusterShapes shapes;
  Points points;
  Embed embed{{share + "models/embedding.safetensors"}};

  Sample() {
    const trackml::DataSet data_set(share + "events");
    trackml::ReadScratch scratch;
    trackml::ByteBuffer text;
    data_set.store().read(*data_set.detector(), std::uint64_t{1} << 32, scratch, text);
    detector.detector =
        std::make_shared<const Detector>(trackml::parse_detector("detectors.csv", text));
    trackml::EventReader reader(data_set, *detector, {.cells = true});
    reader.read(data_set.events().front(), event);
    shapes.fill(event.cells);
    embed(event.hits, &shapes, &detector, points);
  }
};

Sample& sample() {
  static Sample value;
  return value;
}

float radius_of(const benchmark::State& state) {
  return static_cast<float>(state.range(0)) / 100;
}

void report(benchmark::State& state, std::size_t pairs) {
  state.counters["points"] = static_cast<double>(sample().points.size());
  state.counters["pairs"] = static_cast<double>(pairs);
}

void tree(benchmark::State& state) {
  const Points& points = sample().points;
  PointTree search;
  std::vector<std::uint32_t> near;
  std::vector<Neighbour> found;
  std::size_t pairs = 0;
  for (auto _ : state) {
    pairs = 0;
    search.build(points.value, points.dimensions);
    for (std::uint32_t leaf = 0; leaf < search.leaves(); ++leaf) {
      search.near_leaves(leaf, radius_of(state), near);
      for (const std::uint32_t row : search.leaf(leaf)) {
        pairs += search.within(search.point(row), near, radius_of(state), found);
      }
    }
  }
  report(state, pairs);
}

void tree_build(benchmark::State& state) {
  const Points& points = sample().points;
  PointTree search;
  for (auto _ : state) search.build(points.value, points.dimensions);
}

void grid(benchmark::State& state) {
  const Points& points = sample().points;
  std::vector<Neighbour> found;
  std::size_t pairs = 0;
  for (auto _ : state) {
    const bench::GridSearch search(points.value, points.dimensions, radius_of(state));
    pairs = search.count_all(found);
  }
  report(state, pairs);
}

void brute_force(benchmark::State& state) {
  const Points& points = sample().points;
  const float limit = radius_of(state) * radius_of(state);
  std::size_t pairs = 0;
  for (auto _ : state) {
    pairs = 0;
    for (std::size_t a = 0; a < points.size(); ++a) {
      for (std::size_t b = 0; b < points.size(); ++b) {
        float sum = 0;
        for (std::size_t d = 0; d < points.dimensions; ++d) {
          const float gap =
              points.value[b * points.dimensions + d] - points.value[a * points.dimensions + d];
          sum += gap * gap;
        }
        pairs += sum <= limit;
      }
    }
  }
  report(state, pairs);
}

#ifdef TRACKLOOM_NANOFLANN
struct Cloud {
  const Points& points;
  std::size_t kdtree_get_point_count() const { return points.size(); }
  float kdtree_get_pt(std::size_t row, std::size_t d) const {
    return points.value[row * points.dimensions + d];
  }
  template <class Box>
  bool kdtree_get_bbox(Box&) const {
    return false;
  }
};

void nanoflann_search(benchmark::State& state) {
  const Points& points = sample().points;
  const Cloud cloud{points};
  using Tree = nanoflann::KDTreeSingleIndexAdaptor<nanoflann::L2_Simple_Adaptor<float, Cloud>,
                                                   Cloud, -1, std::uint32_t>;
  const float limit = radius_of(state) * radius_of(state);
  std::vector<std::pair<std::uint32_t, float>> found;
  const nanoflann::SearchParams unsorted(32, 0, false);
  std::size_t pairs = 0;
  for (auto _ : state) {
    pairs = 0;
    Tree search(static_cast<int>(points.dimensions), cloud, {16});
    search.buildIndex();
    for (std::size_t i = 0; i < points.size(); ++i) {
      pairs +=
          search.radiusSearch(points.value.data() + i * points.dimensions, limit, found, unsorted);
    }
  }
  report(state, pairs);
}
BENCHMARK(nanoflann_search)->Arg(60)->Arg(100)->Arg(120)->Unit(benchmark::kMillisecond);
#endif

void embed_stage(benchmark::State& state) {
  Sample& s = sample();
  Points points;
  for (auto _ : state) s.embed(s.event.hits, &s.shapes, &s.detector, points);
}

void radius_graph_stage(benchmark::State& state) {
  Sample& s = sample();
  RadiusGraph build({.radius = radius_of(state)});
  HitGraph graph;
  EdgeScores scores;
  for (auto _ : state) {
    graph.clear();
    scores.clear();
    build(s.event.hits, s.points, graph, scores);
  }
  report(state, graph.edges());
}

BENCHMARK(tree)->Arg(60)->Arg(100)->Arg(120)->Unit(benchmark::kMillisecond);
BENCHMARK(tree_build)->Unit(benchmark::kMillisecond);
BENCHMARK(grid)->Arg(60)->Arg(100)->Arg(120)->Unit(benchmark::kMillisecond);
BENCHMARK(brute_force)->Arg(120)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(embed_stage)->Unit(benchmark::kMillisecond);
BENCHMARK(radius_graph_stage)->Arg(60)->Arg(100)->Arg(120)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
