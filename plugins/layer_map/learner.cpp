// The learner goes over its events four times: windows from true edges; likelihood ratios of the
// candidates that the windows admit; of the triplets that the doublet cut leaves; and of the three
// together. Every table holds log(true / false) of a bin, so that one cut fits all pairs of layers.
#include "layer_map/learner.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include "layer_map/edges.hpp"
#include "layer_map/tally.hpp"
#include "layer_map/unused_hits.hpp"

namespace trackloom::layer_map {
namespace {

double quantile(std::vector<float>& values, double q) {
  const auto at = static_cast<std::size_t>(q * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  return values[at];
}

// What the windows of a pair are made of.
struct PairSample {
  std::vector<float> position, slope, z0;
};

// The keys whose counts together hold `coverage` of the total, in the order of the keys.
template <class Key, class Value, class Count>
std::vector<Key> most_frequent(const std::map<Key, Value>& counts, double coverage, Count&& count) {
  std::vector<std::pair<std::size_t, Key>> order;
  std::size_t total = 0;
  for (const auto& [key, value] : counts) {
    order.emplace_back(count(value), key);
    total += count(value);
  }
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::vector<Key> kept;
  std::size_t held = 0;
  for (const auto& [n, key] : order) {
    if (static_cast<double>(held) >= coverage * static_cast<double>(total)) break;
    kept.push_back(key);
    held += n;
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

}  // namespace

void Learner::add(const Hits& all_hits, const Truth& all_truth, const Particles& particles,
                  const DetectorRef& detector, const TrackCandidates* exclude) {
  if (!all_truth.present || !particles.present) {
    throw std::runtime_error(
        "learning a layer map needs truth and particles, and this event has none");
  }
  if (!detector_) detector_ = detector.detector;
  if (detector_->fingerprint() != detector->fingerprint()) {
    throw std::runtime_error("this event has another detector than the ones before");
  }
  std::vector<std::uint8_t> used;
  if (exclude != nullptr) mark_used(*exclude, all_hits.size(), used);
  LearnEvent event;
  event.hits = unused_hits(all_hits, used);
  event.inward = options_.inward;
  const Truth truth = unused_truth(all_truth, used);
  ParticleHits order;
  order.build(event.hits, truth, particles);
  event.particle = truth.particle;
  event.step.resize(truth.size());
  event.minor.resize(truth.size());
  for (std::uint32_t i = 0; i < truth.size(); ++i) event.step[i] = order.step(i);
  for (std::size_t p = 0; p < order.particles(); ++p) {
    const auto list = order.hits(p);
    if (static_cast<int>(list.size()) < options_.min_hits) {
      for (const std::uint32_t hit : list) event.minor[hit] = 1;
      continue;
    }
    order.for_each_true_edge(p, [&](std::uint32_t a, std::uint32_t b) {
      if (options_.inward && event.hits.r[b] < event.hits.r[a]) std::swap(a, b);
      event.true_edges.emplace_back(a, b);
    });
  }
  events_.push_back(std::move(event));
}

LayerMap Learner::learn() {
  if (events_.empty()) throw std::runtime_error("no event to learn a layer map from");
  LayerMap map;
  map.geometry = detector_->fingerprint();
  map.layers = static_cast<std::uint32_t>(detector_->layers().size());
  map.max_slope = static_cast<float>(options_.max_slope);
  if (map.layers > 256) throw std::runtime_error("a layer map holds at most 256 layers");
  learn_windows(map);
  learn_doublets(map);
  learn_triplets(map);
  learn_final(map);
  return map;
}

void Learner::learn_windows(LayerMap& map) const {
  const auto mirror = mirrored_layers(*detector_);
  std::map<std::pair<std::uint16_t, std::uint16_t>, PairSample> samples;
  for (const LearnEvent& event : events_) {
    const Hits& h = event.hits;
    for (const auto& [a, b] : event.true_edges) {
      const float sign = h.z[a] + h.z[b] < 0 ? -1.0F : 1.0F;
      if (h.r[b] - h.r[a] <= min_dr) continue;
      const Doublet d =
          doublet(h.r[a], sign * h.z[a], wrap(h.phi[b] - h.phi[a]), h.r[b], sign * h.z[b]);
      const auto fold = [&](std::uint16_t layer) { return sign > 0 ? layer : mirror[layer]; };
      PairSample& sample = samples[{fold(h.layer[a]), fold(h.layer[b])}];
      const bool barrel = detector_->layers()[h.layer[a]].barrel;
      sample.position.push_back(barrel ? sign * h.z[a] : h.r[a]);
      sample.slope.push_back(std::fabs(d.phi_slope));
      sample.z0.push_back(d.z0);
    }
  }
  const auto kept = most_frequent(samples, options_.pair_coverage,
                                  [](const PairSample& s) { return s.slope.size(); });
  const double side = 0.5 * (1 - options_.window_quantile);
  const auto window_of = [&](std::vector<float>& slopes, std::vector<float>& z0) {
    const double cap = options_.max_z0;
    return Window{static_cast<float>(
                      std::min(options_.max_slope, quantile(slopes, options_.window_quantile))),
                  static_cast<float>(std::max(-cap, quantile(z0, side))),
                  static_cast<float>(std::min(cap, quantile(z0, 1 - side)))};
  };
  for (const auto& key : kept) {
    PairSample& sample = samples[key];
    PairAxes axes;
    std::vector<float> copy = sample.position;
    axes.position_low = static_cast<float>(quantile(copy, 0.001));
    axes.position_high = static_cast<float>(quantile(copy, 0.999));
    if (axes.position_high <= axes.position_low) axes.position_high = axes.position_low + 1;
    copy = sample.z0;
    for (float& z : copy) z = std::fabs(z);
    axes.z0_scale = static_cast<float>(std::max(1.0, quantile(copy, 0.68)));
    map.pairs.push_back({key.first, key.second});
    map.inner_barrel.push_back(detector_->layers()[key.first].barrel ? 1 : 0);
    map.pair_axes.push_back(axes);
    const LinearAxis positions = map.position_axis(map.pairs.size() - 1);
    std::vector<PairSample> bins(position_bins);
    for (std::size_t i = 0; i < sample.slope.size(); ++i) {
      PairSample& bin = bins[static_cast<std::size_t>(positions.bin(sample.position[i]))];
      bin.slope.push_back(sample.slope[i]);
      bin.z0.push_back(sample.z0[i]);
    }
    constexpr std::size_t enough = 100;  // for quantiles; else the whole pair's window
    const Window whole = window_of(sample.slope, sample.z0);
    for (PairSample& bin : bins) {
      map.windows.push_back(bin.slope.size() >= enough ? window_of(bin.slope, bin.z0) : whole);
    }
  }
}

void Learner::learn_doublets(LayerMap& map) const {
  const Steps steps(map, *detector_, false);
  Tally tally(map.pairs.size() * doublet_table_size);
  HitGrid grid;
  std::size_t hits = 0;
  for (const LearnEvent& event : events_) {
    grid.build(event.hits, *detector_);
    hits += event.hits.size();
    for (std::uint32_t hit = 0; hit < grid.hit.size(); ++hit) {
      for_each_partner(map, steps, grid, hit,
                       [&](std::uint32_t a, std::uint32_t b, const Step& step, int position,
                           const Doublet& d, int slope) {
                         const CoreAxis z0_axis{map.pair_axes[step.pair].z0_scale, z0_bins};
                         const std::uint32_t row = grid.hit[a];
                         const bool real = event.is_true(row, grid.hit[b]);
                         if (real && event.minor[row] != 0) return;
                         tally.add(doublet_bin(step.pair, position, slope, z0_axis.bin(d.z0)),
                                   real);
                       });
    }
  }
  map.doublet_llr = tally.log_ratios({position_bins, slope_bins, z0_bins}, {false, true, true});
  map.doublet_cut =
      tally.cut(map.doublet_llr, options_.candidates_per_hit * static_cast<double>(hits));
}

void Learner::learn_triplets(LayerMap& map) const {
  const Steps steps(map, *detector_, true);
  const ByteTables tables(map);
  HitGrid grid;
  DoubletList edges;
  // Which triples of layers true tracks cross, and how large their deviations are.
  struct TripleSample {
    std::vector<float> bend, kink;
  };
  const auto collect = [&](auto&& f) {
    for (const LearnEvent& event : events_) {
      grid.build(event.hits, *detector_);
      find_doublets(map, tables, steps, grid, edges);
      for_each_triplet(map, steps, edges,
                       [&](std::uint32_t inner_hit, std::uint32_t e, std::uint32_t g,
                           std::uint32_t triple, const Triplet& t) {
                         const std::uint32_t a = grid.hit[inner_hit];
                         const std::uint32_t b = grid.hit[edges.edge[e].outer];
                         const std::uint32_t c = grid.hit[edges.edge[g].outer];
                         const bool real = event.is_true(a, b) && event.is_true(b, c);
                         if (!real || event.minor[a] == 0) f(triple, t, real);
                       });
    }
  };
  map.triple_of.assign(map.pairs.size() * map.layers, 0);
  for (std::size_t i = 0; i < map.triple_of.size(); ++i) {
    map.triple_of[i] = static_cast<std::uint32_t>(i + 1);  // every triple, for the first pass
  }
  std::map<std::uint32_t, TripleSample> samples;
  collect([&](std::uint32_t triple, const Triplet& t, bool real) {
    if (!real) return;
    samples[triple].bend.push_back(std::fabs(t.bend));
    samples[triple].kink.push_back(std::fabs(t.kink));
  });
  const auto kept = most_frequent(samples, options_.triple_coverage,
                                  [](const TripleSample& s) { return s.bend.size(); });
  map.triple_of.assign(map.triple_of.size(), 0);
  for (const std::uint32_t key : kept) {
    TripleSample& sample = samples[key];
    map.triplet_axes.push_back({static_cast<float>(std::max(1e-6, quantile(sample.bend, 0.68))),
                                static_cast<float>(std::max(1e-5, quantile(sample.kink, 0.68)))});
    map.triple_of[key] = static_cast<std::uint32_t>(map.triplet_axes.size());
  }
  Tally tally(map.triples() * triplet_table_size);
  const RootAxis curvatures = map.curvature_axis();
  collect([&](std::uint32_t triple, const Triplet& t, bool real) {
    const TripletAxes& axes = map.triplet_axes[triple];
    tally.add(triplet_bin(triple, curvatures.bin(t.curvature),
                          CoreAxis{axes.bend_scale, bend_bins}.bin(t.bend),
                          CoreAxis{axes.kink_scale, kink_bins}.bin(t.kink)),
              real);
  });
  map.triplet_llr = tally.log_ratios({curvature_bins, bend_bins, kink_bins}, {false, true, true});
}

void Learner::learn_final(LayerMap& map) const {
  const Steps steps(map, *detector_, true);
  const ByteTables tables(map);
  Tally tally(final_table_size);
  HitGrid grid;
  DoubletList edges;
  BestTriplets best;
  for (const LearnEvent& event : events_) {
    grid.build(event.hits, *detector_);
    find_doublets(map, tables, steps, grid, edges);
    best_triplets(map, tables, steps, edges, best);
    for (std::uint32_t a = 0; a < grid.hit.size(); ++a) {
      const std::uint32_t row = grid.hit[a];
      for (std::uint32_t e = edges.first[a]; e < edges.first[a + 1]; ++e) {
        const DoubletEdge& edge = edges.edge[e];
        const bool real = event.is_true(row, grid.hit[edge.outer]);
        if (real && event.minor[row] != 0) continue;
        tally.add(final_bin(edge.llr_bin(), triplet_llr_bin(best.inner[e]),
                            triplet_llr_bin(best.outer[e])),
                  real);
      }
    }
  }
  map.final_llr = tally.log_ratios({llr_bins, llr_bins + 1, llr_bins + 1}, {false, false, false});
}

}  // namespace trackloom::layer_map
