// Histogram axes of the likelihood tables: monotone maps from a quantity to a bin.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "event_data/host_device.hpp"

namespace trackloom::layer_map {

// Bins of |x| on a square-root scale from 0 to `top`: fine near 0. Values above fall into the last.
struct RootAxis {
  float top = 1;
  int bins = 1;
  TRACKLOOM_HD int bin(float magnitude) const noexcept {
    return std::min(bins - 1,
                    static_cast<int>(std::sqrt(magnitude / top) * static_cast<float>(bins)));
  }
  TRACKLOOM_HD float lower_edge(int bin) const noexcept {
    const float u = static_cast<float>(bin) / static_cast<float>(bins);
    return top * u * u;
  }
};

// Bins of x on the scale x / (scale + |x|), which maps the whole line to (-1, 1): fine near 0,
// half of the bins within +- scale.
struct CoreAxis {
  float scale = 1;
  int bins = 1;
  TRACKLOOM_HD int bin(float x) const noexcept {
    const float u = x / (scale + std::fabs(x));
    return std::min(bins - 1, static_cast<int>(0.5F * (u + 1) * static_cast<float>(bins)));
  }
  // Of bins 1 to bins - 1; that of bin 0 is minus infinity.
  TRACKLOOM_HD float lower_edge(int bin) const noexcept {
    const float u = 2 * static_cast<float>(bin) / static_cast<float>(bins) - 1;
    return scale * u / (1 - std::fabs(u));
  }
};

// Equal bins from low to high; values outside fall into the first or the last.
struct LinearAxis {
  float low = 0, high = 1;
  int bins = 1;
  TRACKLOOM_HD int bin(float x) const noexcept {
    const float u = (x - low) / (high - low) * static_cast<float>(bins);
    return std::clamp(static_cast<int>(u), 0, bins - 1);
  }
};

}  // namespace trackloom::layer_map
