#include "triplets/features.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "triplets/architecture.hpp"

namespace trackloom::triplets {

namespace {

constexpr float least_length = 1e-3F;            // mm
constexpr float curvature_per_tesla = 3e-4F;     // 1/mm, of 1 GeV: 0.3 GeV / (T m)
constexpr float scattering = 0.0136F * 0.1732F;  // rad GeV: sqrt of 3 % of a radiation length
constexpr float largest_momentum = 100;          // GeV: above, resolution is all there is
constexpr float angle_resolution = 1e-3F;        // rad

float squash(float x) {
  return std::clamp(std::copysign(std::log1p(std::fabs(x)), x), -10.0F, 10.0F);
}

float log_odds(float score) {
  constexpr float limit = 3.3535e-4F;  // 8
  const float s = std::clamp(score, limit, 1 - limit);
  return std::log(s / (1 - s));
}

struct Points {
  const Hits& hits;

  float across(std::uint32_t a, std::uint32_t b) const {
    return std::max(std::hypot(hits.x[b] - hits.x[a], hits.y[b] - hits.y[a]), least_length);
  }
  // Signed curvature of the circle through the beam line and both.
  float curvature(std::uint32_t a, std::uint32_t b, float distance) const {
    // sin(phi_b - phi_a) from the cross product.
    const float cross = hits.x[a] * hits.y[b] - hits.y[a] * hits.x[b];
    const float product = std::max(hits.r[a] * hits.r[b], least_length * least_length);
    return 2 * cross / product / distance;
  }
  float side(std::uint32_t a, std::uint32_t b) const {
    return hits.z[a] + hits.z[b] < 0 ? -1.0F : 1.0F;
  }
};

// Arc over a chord of a circle with curvature k.
float arc(float chord, float k) {
  const float half = std::min(0.5F * chord * std::fabs(k), 1.0F);
  return half < 1e-3F ? chord : chord * std::asin(half) / half;
}

void fit_or_refuse(const Hits& hits, const TripletGraph& graph) {
  if (graph.hits == hits.size()) return;
  throw std::runtime_error("the triplets were made of " + std::to_string(graph.hits) +
                           " hits but the event has " + std::to_string(hits.size()));
}

}  // namespace

void doublet_features(const EventView& event, const TripletGraph& graph,
                      const Architecture& architecture, std::vector<float>& out) {
  const Hits& hits = event.hits;
  fit_or_refuse(hits, graph);
  const auto width = static_cast<std::size_t>(architecture.doublet_width());
  const Points points{hits};
  const float k1 = curvature_per_tesla * architecture.field();
  out.assign(graph.doublets() * width, 0.0F);
  for (std::size_t d = 0; d < graph.doublets(); ++d) {
    const std::uint32_t a = graph.inner[d];
    const std::uint32_t b = graph.outer[d];
    float* row = out.data() + d * width;
    const float side = points.side(a, b);
    const float distance = points.across(a, b);
    const float dz = hits.z[b] - hits.z[a];
    const float dr = hits.r[b] - hits.r[a];
    const float cot = dz / std::copysign(std::max(std::fabs(dr), least_length), dr);
    row[0] = hits.r[a] / architecture.r_scale();
    row[1] = hits.r[b] / architecture.r_scale();
    row[2] = side * hits.z[a] / architecture.z_scale();
    row[3] = side * hits.z[b] / architecture.z_scale();
    row[4] = side * dz / std::hypot(dz, distance);
    row[5] = squash(std::fabs(points.curvature(a, b, distance)) / k1);
    row[6] = squash(0.1F * side * (hits.z[a] - hits.r[a] * cot));
    row[7] = 0.25F * log_odds(graph.score[d]);
  }
  const bool clusters = event.shapes != nullptr && event.shapes->present && event.detector;
  if (!architecture.cluster_features || !clusters) return;
  if (event.shapes->size() != hits.size()) {
    throw std::runtime_error("hits and cluster shapes differ in size");
  }
  const ClusterMatch match(hits, *event.shapes, **event.detector);
  for (std::size_t d = 0; d < graph.doublets(); ++d) {
    float* row = out.data() + d * width + plain_doublet_width;
    row[0] = 1;
    match(graph.inner[d], graph.outer[d], row + 1);
  }
}

void triplet_features(const Hits& hits, const TripletGraph& graph, const Architecture& architecture,
                      std::vector<float>& out) {
  fit_or_refuse(hits, graph);
  const Points points{hits};
  const float k1 = curvature_per_tesla * architecture.field();
  out.resize(graph.triplets() * triplet_width);
  for (std::size_t t = 0; t < graph.triplets(); ++t) {
    const auto [a, b, c] = graph.triplet(t);
    float* row = out.data() + t * triplet_width;
    const float side = points.side(b, c);
    const float d12 = points.across(a, b);
    const float d23 = points.across(b, c);
    const float d13 = points.across(a, c);
    const float cross = (hits.x[b] - hits.x[a]) * (hits.y[c] - hits.y[b]) -
                        (hits.y[b] - hits.y[a]) * (hits.x[c] - hits.x[b]);
    const float k = 2 * cross / (d12 * d23 * d13);
    const float sign = k < 0 ? -1.0F : 1.0F;
    const float k12 = points.curvature(a, b, d12);
    const float k23 = points.curvature(b, c, d23);
    const float a12 = arc(d12, k);
    const float a23 = arc(d23, k);
    const float c12 = (hits.z[b] - hits.z[a]) / a12;
    const float c23 = (hits.z[c] - hits.z[b]) / a23;
    const float slope = 0.5F * (c12 + c23);
    const float sine = 1 / std::sqrt(1 + slope * slope);
    const float momentum = std::min(k1 / std::max(std::fabs(k), 1e-9F) / sine, largest_momentum);
    const float t0 = scattering / momentum;
    const float kink = side * (std::atan(c23) - std::atan(c12));
    const float residual = side * (hits.z[b] - (hits.z[a] * a23 + hits.z[c] * a12) / (a12 + a23));
    row[0] = squash(std::fabs(k) / k1);
    row[1] = squash(10 * sign * (k23 - k12) / k1);
    row[2] = squash(0.25F * sign * (k23 - k12) * (d12 + d23) * sine / t0);
    row[3] = squash(100 * kink);
    row[4] = squash(kink / std::hypot(t0, angle_resolution));
    row[5] = squash(residual);
    row[6] = squash(residual * sine * sine * (a12 + a23) / (t0 * a12 * a23));
    // Distance of the circle from the origin: |m| - 1 / |k| with the centre m; written so that
    // straight lines (k = 0) need no case of their own. u is the unit tangent of the chord 12.
    const float ux = (hits.x[b] - hits.x[a]) / d12;
    const float uy = (hits.y[b] - hits.y[a]) / d12;
    const float mx = 0.5F * (hits.x[a] + hits.x[b]);
    const float my = 0.5F * (hits.y[a] + hits.y[b]);
    const float half = 0.5F * d12 * k;
    const float height = std::sqrt(std::max(1 - half * half, 0.0F));  // of the centre, times |k|
    // k (m) = k (middle of the chord) + height * normal
    const float cx = k * mx - height * uy;
    const float cy = k * my + height * ux;
    // |k| d0 = |c| - 1, and (|c|^2 - 1) / (|c| + 1) / |k| without cancellation:
    const float dot = mx * -uy + my * ux;
    const float excess = k * (mx * mx + my * my - 0.25F * d12 * d12) + 2 * height * dot;
    const float d0 = std::fabs(excess) / (std::hypot(cx, cy) + 1);
    row[7] = squash(10 * d0);
    const float a01 = arc(hits.r[a], k);
    row[8] = squash(0.1F * side * (hits.z[a] - a01 * slope));
    row[9] = hits.layer[a] == hits.layer[c] ? 1.0F : 0.0F;
  }
}

}  // namespace trackloom::triplets
