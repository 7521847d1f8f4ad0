// The kernels of the fixed-radius search, as functors (launch.hpp). Compiled without fused
// multiply-add: distances are those of the CPU stage (metric_learning/point_tree.hpp), to the bit.
#pragma once

#include <cmath>
#include <cstdint>

#include "cuda/atomics.hpp"
#include "cuda/launch.hpp"

namespace trackloom::cuda::radius_graph_kernels {

// The hits in the order of their points' first coordinates. A sum of squares is not below its first
// term, so that the hits near one stand together with it in this order.
struct SortedPoints {
  std::uint32_t count = 0, dimensions = 0;
  const float* value = nullptr;         // [dimensions][count]
  const std::uint32_t* row = nullptr;   // of Hits
  const float* from_origin2 = nullptr;  // r^2 + z^2
  const std::uint32_t* layer = nullptr;

  TRACKLOOM_HD float distance2(std::uint32_t a, std::uint32_t b) const {
    float sum = 0;
    for (std::uint32_t d = 0; d < dimensions; ++d) {
      const float difference =
          value[d * std::size_t{count} + a] - value[d * std::size_t{count} + b];
      sum += difference * difference;
    }
    return sum;
  }
  TRACKLOOM_HD bool may_be_near(std::uint32_t a, std::uint32_t b, float radius2) const {
    const float difference = value[a] - value[b];
    return difference * difference <= radius2;
  }
  // The first place up to `place` that may be near it.
  TRACKLOOM_HD std::uint32_t begin_of(std::uint32_t place, float radius2) const {
    std::uint32_t low = 0, high = place;
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      if (may_be_near(middle, place, radius2)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
  // The place after the last that may be near.
  TRACKLOOM_HD std::uint32_t end_of(std::uint32_t place, float radius2) const {
    std::uint32_t low = place + 1, high = count;
    while (low < high) {
      const std::uint32_t middle = low + (high - low) / 2;
      if (may_be_near(middle, place, radius2)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
  // Outward, and on another layer unless that does not matter.
  TRACKLOOM_HD bool is_edge(std::uint32_t from, std::uint32_t to, bool same_layer) const {
    const float inner = from_origin2[from], outer = from_origin2[to];
    const bool outward = outer != inner ? outer > inner : row[to] > row[from];
    return outward && (same_layer || layer[to] != layer[from]);
  }
};

struct FindKeys {
  const float* point;  // [hits, dimensions]
  std::uint32_t dimensions;
  std::uint32_t *key, *row;
  TRACKLOOM_HD void operator()(std::uint32_t i) const {
    key[i] = ordered_bits(point[std::size_t{i} * dimensions]);
    row[i] = i;
  }
};

struct GatherPoints {
  const float* point;
  std::uint32_t count, dimensions;
  const std::uint32_t *row, *layer_of;
  const float *r, *z;
  float *value, *from_origin2;
  std::uint32_t* layer;
  TRACKLOOM_HD void operator()(std::uint32_t place) const {
    const std::uint32_t i = row[place];
    for (std::uint32_t d = 0; d < dimensions; ++d) {
      value[d * std::size_t{count} + place] = point[std::size_t{i} * dimensions + d];
    }
    from_origin2[place] = r[i] * r[i] + z[i] * z[i];
    layer[place] = layer_of[i];
  }
};

struct Search {
  SortedPoints points;
  float radius2;
  bool same_layer;

  // Calls found(place, distance^2) for the ends of the edges of the hit at `place`.
  template <class F>
  TRACKLOOM_HD void for_each_edge(std::uint32_t place, F&& found) const {
    const std::uint32_t end = points.end_of(place, radius2);
    for (std::uint32_t other = points.begin_of(place, radius2); other < end; ++other) {
      if (!points.is_edge(place, other, same_layer)) continue;
      const float distance2 = points.distance2(place, other);
      if (distance2 <= radius2) found(other, distance2);
    }
  }
};

struct CountEdges {
  Search search;
  std::uint32_t* count;
  TRACKLOOM_HD void operator()(std::uint32_t place) const {
    std::uint32_t edges = 0;
    search.for_each_edge(place, [&](std::uint32_t, float) { ++edges; });
    count[place] = edges;
  }
};

// An edge before the cap: rows of its ends as one number, to be sorted by, and what the cap needs.
struct Candidates {
  const std::uint32_t* first;  // by place, and one more
  std::uint64_t* key;
  std::uint32_t* place;  // of its source
  float* distance2;
};

struct WriteCandidates {
  Search search;
  int bits;
  Candidates out;
  TRACKLOOM_HD void operator()(std::uint32_t place) const {
    std::uint32_t at = out.first[place];
    const std::uint64_t source = std::uint64_t{search.points.row[place]} << bits;
    search.for_each_edge(place, [&](std::uint32_t other, float distance2) {
      out.key[at] = source | search.points.row[other];
      out.place[at] = place;
      out.distance2[at++] = distance2;
    });
  }
};

// Of a hit with more than `most` edges the nearest stay; ties: the smaller row, which is the
// smaller key.
struct MarkKept {
  Candidates edges;
  std::uint32_t most;
  std::uint32_t* kept;
  TRACKLOOM_HD void operator()(std::uint32_t c) const {
    const std::uint32_t begin = edges.first[edges.place[c]], end = edges.first[edges.place[c] + 1];
    std::uint32_t nearer = 0;
    if (end - begin > most) {
      for (std::uint32_t other = begin; other < end; ++other) {
        const float a = edges.distance2[other], b = edges.distance2[c];
        nearer += (a != b ? a < b : edges.key[other] < edges.key[c]) ? 1 : 0;
      }
    }
    kept[c] = nearer < most ? 1 : 0;
  }
};

struct CompactKeys {
  const std::uint64_t* key;
  const std::uint32_t* position;
  std::uint64_t* out;
  TRACKLOOM_HD void operator()(std::uint32_t c) const {
    if (position[c + 1] > position[c]) out[position[c]] = key[c];
  }
};

struct WriteEdges {
  const std::uint64_t* key;  // sorted
  int bits;
  const float* point;
  std::uint32_t dimensions;
  float radius;
  std::uint32_t *source, *target;
  float* score;
  TRACKLOOM_HD void operator()(std::uint32_t edge) const {
    const auto from = static_cast<std::uint32_t>(key[edge] >> bits);
    const auto to = static_cast<std::uint32_t>(key[edge] & ((std::uint64_t{1} << bits) - 1));
    source[edge] = from;
    target[edge] = to;
    float sum = 0;
    for (std::uint32_t d = 0; d < dimensions; ++d) {
      const float difference =
          point[std::size_t{from} * dimensions + d] - point[std::size_t{to} * dimensions + d];
      sum += difference * difference;
    }
    const float value = 1 - std::sqrt(sum) / radius;
    score[edge] = value > 0 ? value : 0;
  }
};

}  // namespace trackloom::cuda::radius_graph_kernels
