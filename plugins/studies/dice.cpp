#include "studies/dice.hpp"

namespace trackloom::studies {
namespace {

// The output function of splitmix64 (S. Vigna): a bijection that spreads every bit.
std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

}  // namespace

Dice::Dice(std::uint64_t seed, std::string_view stage, std::uint64_t event) : state_(mix(seed)) {
  for (const char c : stage) state_ = mix(state_ ^ static_cast<unsigned char>(c));
  state_ = mix(mix(state_) ^ event);
}

std::uint64_t Dice::number(std::uint64_t key) const noexcept {
  return mix(mix(state_ ^ key));
}

}  // namespace trackloom::studies
