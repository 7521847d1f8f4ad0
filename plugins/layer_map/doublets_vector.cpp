// The window search for eight hits at a time. Against for_each_partner it visits fewer, longer runs
// (HitColumns), all of them with the step's widest window: testing a hit is cheap here, finding out
// which ones to leave out is not.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "layer_map/vector_search.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace trackloom::layer_map {

#if defined(__x86_64__)

bool has_vector_search() noexcept {
  return __builtin_cpu_supports("avx2") != 0;
}

namespace {

constexpr int lanes = 8;
static_assert(HitColumns::padding >= lanes);
static_assert(sizeof(Z0Range) == 2 * sizeof(float), "gathered as pairs of floats");

// The runs of cells that hold all partners of a hit: one per row of phi.
struct Rows {
  int first = 0, last = -1;
  std::size_t low = 0, high = 0;  // bins along the layer
};

Rows rows_of(const HitGrid::LayerGrid& outer, const Z0Ranges& ranges, const Aim& aim, float phi1) {
  constexpr float pi = std::numbers::pi_v<float>;
  constexpr float rows_per_rad = HitColumns::phi_bins / (2 * pi);
  constexpr float margin_rad = 1e-4F, margin_mm = 1e-2F;  // rounding must not lose a hit
  const Reach reach = aim(ranges.or_more[0]);
  const float max_dr = aim.max_dr(reach);
  if (reach.empty() || max_dr <= min_dr) return {};
  const float max_dphi = std::min(pi, ranges.max_slope * max_dr + margin_rad);
  // A whole turn is added so that the conversions truncate positive numbers.
  const int first = static_cast<int>((phi1 - max_dphi + 3 * pi) * rows_per_rad);
  const int last = static_cast<int>((phi1 + max_dphi + 3 * pi) * rows_per_rad);
  return {first, std::min(last, first + HitColumns::phi_bins - 1),
          static_cast<std::size_t>(outer.along_bin(reach.low - margin_mm)),
          static_cast<std::size_t>(outer.along_bin(reach.high + margin_mm))};
}

}  // namespace

[[gnu::target("avx2")]] void find_doublets_vector(const LayerMap& map, const ByteTables& tables,
                                                  const Steps& steps, const HitGrid& grid,
                                                  DoubletList& out) {
  constexpr float pi = std::numbers::pi_v<float>;
  const HitColumns& columns = grid.columns;
  const __m256 no_sign = _mm256_castsi256_ps(_mm256_set1_epi32(0x7FFFFFFF));
  const __m256 zero = _mm256_setzero_ps();
  const __m256 one = _mm256_set1_ps(1.0F);
  const __m256 half = _mm256_set1_ps(0.5F);
  const __m256 half_turn = _mm256_set1_ps(pi);
  const __m256 turn = _mm256_set1_ps(2 * pi);
  const __m256 slope_scale = _mm256_set1_ps(map.max_slope);
  const __m256i iota = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  alignas(32) float slope_of[lanes], polar_of[lanes];
  alignas(32) std::int32_t llr_of[lanes];

  out.edge.clear();
  out.first.resize(grid.hit.size() + 1);
  out.first[0] = 0;
  for (std::uint32_t a = 0; a < grid.hit.size(); ++a) {
    const float hit_r = grid.r[a], hit_phi = grid.phi[a];
    for (const Step& step : steps.from[grid.layer[a]]) {
      const HitGrid::LayerGrid& outer = grid.layers[step.outer];
      if (outer.begin == outer.end) continue;
      const float hit_z = step.sign * grid.z[a];
      const int position =
          map.position_axis(step.pair).bin(map.inner_barrel[step.pair] != 0 ? hit_z : hit_r);
      const Z0Ranges& ranges =
          steps.ranges[step.pair * position_bins + static_cast<std::size_t>(position)];
      if (ranges.or_more[0].empty()) continue;
      const Rows rows = rows_of(outer, ranges, Aim(outer, step, hit_r, hit_z), hit_phi);

      const __m256 r1 = _mm256_set1_ps(hit_r), z1 = _mm256_set1_ps(hit_z);
      const __m256 phi1 = _mm256_set1_ps(hit_phi), sign = _mm256_set1_ps(step.sign);
      const __m256 max_slope = _mm256_set1_ps(ranges.max_slope);
      const __m256 z0_scale = _mm256_set1_ps(map.pair_axes[step.pair].z0_scale);
      const float* exact = &ranges.exact[0].low;
      const auto* llr = reinterpret_cast<const int*>(tables.doublet.data() +
                                                     doublet_bin(step.pair, position, 0, 0));
      for (int row = rows.first; row <= rows.last; ++row) {
        const auto phi_row = static_cast<std::size_t>(row & (HitColumns::phi_bins - 1));
        const std::size_t cells =
            (step.outer * std::size_t{HitColumns::phi_bins} + phi_row) * HitGrid::along_bins;
        const std::uint32_t end = columns.cell_first[cells + rows.high + 1];
        for (std::uint32_t b = columns.cell_first[cells + rows.low]; b < end; b += lanes) {
          const __m256 there = _mm256_castsi256_ps(
              _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(end - b)), iota));
          const __m256 r2 = _mm256_loadu_ps(&columns.r[b]);
          const __m256 z2 = _mm256_mul_ps(sign, _mm256_loadu_ps(&columns.z[b]));
          const __m256 dr = _mm256_sub_ps(r2, r1);
          __m256 dphi = _mm256_sub_ps(_mm256_loadu_ps(&columns.phi[b]), phi1);
          const __m256 above = _mm256_cmp_ps(dphi, half_turn, _CMP_GT_OQ);
          const __m256 below = _mm256_cmp_ps(dphi, _mm256_sub_ps(zero, half_turn), _CMP_LE_OQ);
          dphi = _mm256_blendv_ps(dphi, _mm256_sub_ps(dphi, turn), above);
          dphi = _mm256_blendv_ps(dphi, _mm256_add_ps(dphi, turn), below);
          __m256 good = _mm256_and_ps(there, _mm256_cmp_ps(dr, _mm256_set1_ps(min_dr), _CMP_GT_OQ));
          good = _mm256_and_ps(good, _mm256_cmp_ps(_mm256_and_ps(dphi, no_sign),
                                                   _mm256_mul_ps(max_slope, dr), _CMP_LE_OQ));
          const __m256 z_sum = _mm256_add_ps(z1, z2);
          good = _mm256_and_ps(good, step.sign > 0 ? _mm256_cmp_ps(z_sum, zero, _CMP_GE_OQ)
                                                   : _mm256_cmp_ps(z_sum, zero, _CMP_GT_OQ));
          if (_mm256_movemask_ps(good) == 0) continue;

          const __m256 inverse = _mm256_div_ps(one, dr);
          const __m256 cot = _mm256_mul_ps(_mm256_sub_ps(z2, z1), inverse);
          const __m256 slope = _mm256_mul_ps(dphi, inverse);
          const __m256 z0 = _mm256_sub_ps(z1, _mm256_mul_ps(r1, cot));
          // RootAxis::bin
          const __m256i slope_bin = _mm256_min_epi32(
              _mm256_set1_epi32(slope_bins - 1),
              _mm256_cvttps_epi32(_mm256_mul_ps(
                  _mm256_sqrt_ps(_mm256_div_ps(_mm256_and_ps(slope, no_sign), slope_scale)),
                  _mm256_set1_ps(slope_bins))));
          const __m256i safe_bin = _mm256_and_si256(slope_bin, _mm256_castps_si256(good));
          const __m256 low = _mm256_i32gather_ps(exact, _mm256_slli_epi32(safe_bin, 1), 4);
          const __m256 high = _mm256_i32gather_ps(exact + 1, _mm256_slli_epi32(safe_bin, 1), 4);
          good = _mm256_and_ps(good, _mm256_cmp_ps(z0, low, _CMP_GE_OQ));
          good = _mm256_and_ps(good, _mm256_cmp_ps(z0, high, _CMP_LE_OQ));
          if (_mm256_movemask_ps(good) == 0) continue;

          // CoreAxis::bin
          const __m256 u = _mm256_div_ps(z0, _mm256_add_ps(z0_scale, _mm256_and_ps(z0, no_sign)));
          const __m256i z0_bin = _mm256_min_epi32(
              _mm256_set1_epi32(z0_bins - 1),
              _mm256_cvttps_epi32(_mm256_mul_ps(_mm256_mul_ps(half, _mm256_add_ps(u, one)),
                                                _mm256_set1_ps(z0_bins))));
          const __m256i cell = _mm256_and_si256(
              _mm256_add_epi32(_mm256_mullo_epi32(slope_bin, _mm256_set1_epi32(z0_bins)), z0_bin),
              _mm256_castps_si256(good));
          const __m256i value =
              _mm256_and_si256(_mm256_i32gather_epi32(llr, cell, 1), _mm256_set1_epi32(0xFF));
          good = _mm256_andnot_ps(
              _mm256_castsi256_ps(_mm256_cmpeq_epi32(value, _mm256_setzero_si256())), good);
          auto left = static_cast<unsigned>(_mm256_movemask_ps(good));
          if (left == 0) continue;
          const __m256 angle = _mm256_div_ps(cot, _mm256_add_ps(one, _mm256_and_ps(cot, no_sign)));
          _mm256_store_ps(slope_of, slope);
          _mm256_store_ps(polar_of, _mm256_mul_ps(angle, sign));
          _mm256_store_si256(reinterpret_cast<__m256i*>(llr_of), value);
          for (; left != 0; left &= left - 1) {
            const auto lane = static_cast<unsigned>(__builtin_ctz(left));
            out.edge.emplace_back(columns.sorted[b + lane], slope_of[lane], polar_of[lane], step,
                                  llr_of[lane] - 1);
          }
        }
      }
    }
    out.first[a + 1] = static_cast<std::uint32_t>(out.edge.size());
  }
}

#else

bool has_vector_search() noexcept {
  return false;
}

void find_doublets_vector(const LayerMap& map, const ByteTables& tables, const Steps& steps,
                          const HitGrid& grid, DoubletList& out) {
  find_doublets_plain(map, tables, steps, grid, out);
}

#endif

}  // namespace trackloom::layer_map
