#include "event_data/truth.hpp"

#include <cmath>

namespace trackloom {

float Particles::pt(std::size_t i) const noexcept {
  return std::hypot(px[i], py[i]);
}

float Particles::eta(std::size_t i) const noexcept {
  return std::asinh(pz[i] / pt(i));
}

float Particles::production_radius(std::size_t i) const noexcept {
  return std::hypot(vx[i], vy[i]);
}

void Particles::clear() {
  present = false;
  resize(0, false);
}

void Particles::resize(std::size_t count, bool with_type) {
  id.resize(count);
  type.resize(with_type ? count : 0);
  for (auto* column : {&vx, &vy, &vz, &px, &py, &pz}) column->resize(count);
  charge.resize(count);
  hits.resize(count);
}

std::size_t Particles::bytes() const noexcept {
  return size() * (sizeof(std::uint64_t) + 6 * sizeof(float) + 2 * sizeof(std::int32_t)) +
         type.size() * sizeof(std::int32_t);
}

void Truth::clear() {
  present = false;
  resize(0);
}

void Truth::resize(std::size_t count) {
  particle_id.resize(count);
  particle.resize(count);
  for (auto* column : {&x, &y, &z, &px, &py, &pz}) column->resize(count);
  weight.resize(count);
}

std::size_t Truth::bytes() const noexcept {
  return size() *
         (sizeof(std::uint64_t) + sizeof(std::uint32_t) + 6 * sizeof(float) + sizeof(double));
}

}  // namespace trackloom
