#include "event_data/cluster_shape.hpp"

#include <algorithm>
#include <cmath>

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
  const float dx = hits_.x[b] - hits_.x[a];
  const float dy = hits_.y[b] - hits_.y[a];
  const float dz = hits_.z[b] - hits_.z[a];
  const float length = std::sqrt(dx * dx + dy * dy + dz * dz);
  const float scale = length > 0 ? 1 / length : 0;
  const float radii = hits_.r[a] * hits_.r[b];
  const float turn = radii > 0 ? scale / radii : 0;
  // Cosine and sine of phi_b - phi_a, with the chord's normalisation.
  const float c = turn * (hits_.x[a] * hits_.x[b] + hits_.y[a] * hits_.y[b]);
  const float s = turn * (hits_.x[a] * hits_.y[b] - hits_.y[a] * hits_.x[b]);
  end(a, {c * dx + s * dy, c * dy - s * dx, scale * dz}, out);
  end(b, {c * dx - s * dy, c * dy + s * dx, scale * dz}, out + 3);
}

void ClusterMatch::end(std::uint32_t hit, const std::array<float, 3>& d, float* out) const {
  constexpr float grazing = 0.05F;
  const Module& m = detector_.modules()[hits_.module[hit]];
  const auto along = [&](int axis) {
    return std::fabs(d[0] * m.rotation[axis] + d[1] * m.rotation[axis + 3] +
                     d[2] * m.rotation[axis + 6]);
  };
  const float path = m.thickness / std::max(along(2), grazing);
  const auto channels = [&](float spanned, float l, float pitch) {
    return 0.5F * std::clamp(spanned - 1 - l * path / pitch, -5.0F, 5.0F);
  };
  out[0] = channels(shapes_.cells_u[hit], along(0), m.pitch_u);
  out[1] = channels(shapes_.cells_v[hit], along(1), m.pitch_v);
  out[2] = 4 * std::clamp(shapes_.charge[hit] / path - 1, -1.0F, 1.0F);
}

}  // namespace trackloom
