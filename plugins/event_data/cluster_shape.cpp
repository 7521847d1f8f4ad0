#include "event_data/cluster_shape.hpp"

#include <algorithm>

namespace trackloom {

void ClusterShapes::clear() {
  present = false;
  for (auto* column : {&cells_u, &cells_v, &charge}) column->clear();
}

void ClusterShapes::fill(const Cells& cells) {
  clear();
  if (!cells.present) return;
  present = true;
  const std::size_t hits = cells.first.empty() ? 0 : cells.first.size() - 1;
  for (auto* column : {&cells_u, &cells_v, &charge}) column->resize(hits, 0.0F);
  const auto span = [](const std::int32_t* begin, const std::int32_t* end) {
    const auto [low, high] = std::minmax_element(begin, end);
    return static_cast<float>(static_cast<std::int64_t>(*high) - *low + 1);
  };
  for (std::size_t i = 0; i < hits; ++i) {
    const std::uint32_t begin = cells.first[i];
    const std::uint32_t end = cells.first[i + 1];
    if (begin == end) continue;
    cells_u[i] = span(&cells.ch0[begin], cells.ch0.data() + end);
    cells_v[i] = span(&cells.ch1[begin], cells.ch1.data() + end);
    float sum = 0;
    for (std::uint32_t c = begin; c < end; ++c) sum += cells.value[c];
    charge[i] = sum;
  }
}

void ClusterMatch::operator()(std::uint32_t a, std::uint32_t b, float* out) const {
  Direction at_a, at_b;
  edge_tangents(hits_.x[a], hits_.y[a], hits_.z[a], hits_.r[a], hits_.x[b], hits_.y[b], hits_.z[b],
                hits_.r[b], at_a, at_b);
  end(a, at_a, out);
  end(b, at_b, out + 3);
}

void ClusterMatch::end(std::uint32_t hit, const Direction& direction, float* out) const {
  const Module& m = detector_.modules()[hits_.module[hit]];
  cluster_end(m.rotation.data(), m.thickness, m.pitch_u, m.pitch_v, shapes_.cells_u[hit],
              shapes_.cells_v[hit], shapes_.charge[hit], direction, out);
}

}  // namespace trackloom
