#include "module_map/ranges.hpp"

#include <algorithm>
#include <cmath>

namespace trackloom::module_map {
namespace {

struct Range {
  float min, max;
};

Range minmax_range(const TripletRecord& record, std::size_t q, float tolerance) {
  const float margin = tolerance * (record.max[q] - record.min[q]);
  return {record.min[q] - margin, record.max[q] + margin};
}

Range rms_range(const TripletRecord& record, std::size_t q, const RangeOptions& options) {
  const Range limit = minmax_range(record, q, options.tolerance);
  const float reach = options.rms_factor * record.rms(q);
  return {std::max(limit.min, record.mean[q] - reach), std::min(limit.max, record.mean[q] + reach)};
}

Range pooled_range(const TripletRecord& record, std::size_t q, float scatter,
                   const RangeOptions& options) {
  const float count = static_cast<float>(record.count);
  const float freedom = count - 1 + options.pool_weight;
  const float variance =
      freedom > 0 ? (record.squares[q] + options.pool_weight * scatter * scatter) / freedom : 0;
  const float reach = options.rms_factor * std::sqrt(variance * (1 + 1 / count));
  return {record.mean[q] - reach, record.mean[q] + reach};
}

}  // namespace

TripletWindow window_of(const TripletRecord& record, const Scatter& scatter,
                        const RangeOptions& options) {
  const bool use_rms = options.mode == RangeMode::rms ||
                       (options.mode == RangeMode::hybrid &&
                        record.count >= static_cast<std::uint32_t>(options.hybrid_occurrence));
  Quantities min{}, max{};
  for (std::size_t q = 0; q < all_quantities; ++q) {
    const Range range = options.mode == RangeMode::pooled
                            ? pooled_range(record, q, scatter[q], options)
                        : use_rms ? rms_range(record, q, options)
                                  : minmax_range(record, q, options.tolerance);
    min[q] = range.min;
    max[q] = range.max;
  }
  TripletWindow window{};
  const auto copy = [](const Quantities& from, std::size_t first, auto& to) {
    std::copy_n(from.data() + first, to.size(), to.begin());
  };
  copy(min, 0, window.inner.min);
  copy(max, 0, window.inner.max);
  copy(min, doublet_quantities, window.outer.min);
  copy(max, doublet_quantities, window.outer.max);
  copy(min, 2 * doublet_quantities, window.min);
  copy(max, 2 * doublet_quantities, window.max);
  return window;
}

ModuleMap make_module_map(const LearnedMap& learned, const RangeOptions& options) {
  std::vector<TripletEntry> entries;
  entries.reserve(learned.triplets.size());
  for (const TripletRecord& triplet : learned.triplets) {
    entries.push_back({triplet.modules, window_of(triplet, learned.scatter_of(triplet), options)});
  }
  return make_module_map(learned.module_layer.size(), entries);
}

}  // namespace trackloom::module_map
