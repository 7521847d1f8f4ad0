#include "event_data/hits.hpp"

#include <cmath>

namespace trackloom {

void Hits::clear() {
  resize(0);
}

void Hits::resize(std::size_t count) {
  id.resize(count);
  for (auto* column : {&x, &y, &z, &r, &phi}) column->resize(count);
  module.resize(count);
  layer.resize(count);
}

std::size_t Hits::bytes() const noexcept {
  return size() * (sizeof(std::uint64_t) + 5 * sizeof(float) + sizeof(std::uint32_t) +
                   sizeof(std::uint16_t));
}

void Hits::fill_cylindrical() {
  for (std::size_t i = 0; i < size(); ++i) {
    r[i] = std::sqrt(x[i] * x[i] + y[i] * y[i]);
    phi[i] = std::atan2(y[i], x[i]);
  }
}

void Cells::clear() {
  present = false;
  first.clear();
  ch0.clear();
  ch1.clear();
  value.clear();
}

std::size_t Cells::bytes() const noexcept {
  return first.size() * sizeof(std::uint32_t) +
         value.size() * (2 * sizeof(std::int32_t) + sizeof(float));
}

}  // namespace trackloom
