#include "event_data/detector.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <tuple>

namespace trackloom {
namespace {

// Volume and layer numbers must fit 16 bits of the key.
constexpr std::uint32_t id_limit = 1U << 16;

std::uint64_t key_of(std::uint64_t volume, std::uint64_t layer, std::uint64_t module) {
  return volume << 48 | layer << 32 | module;
}

// FNV-1a of the number's 8 bytes, the lowest first.
std::uint64_t mix(std::uint64_t hash, std::int64_t number) {
  for (int i = 0; i < 8; ++i) {
    hash = (hash ^ (static_cast<std::uint64_t>(number) >> (8 * i) & 0xFF)) * 1099511628211ULL;
  }
  return hash;
}

// Files of one detector differ in the last digit, in zeros such as 5.05e-16 and in their sign.
template <std::size_t N>
std::uint64_t mix_rounded(std::uint64_t hash, const std::array<float, N>& values, double unit) {
  for (const float value : values) hash = mix(hash, std::llround(value / unit));
  return hash;
}

}  // namespace

Detector::Detector(std::vector<Module> modules) : modules_(std::move(modules)) {
  const auto identity = [](const Module& m) {
    return std::tuple(m.volume_id, m.layer_id, m.module_id);
  };
  std::sort(modules_.begin(), modules_.end(),
            [&](const Module& a, const Module& b) { return identity(a) < identity(b); });
  fingerprint_ = 14695981039346656037ULL;
  for (std::uint32_t i = 0; i < modules_.size(); ++i) {
    const Module& m = modules_[i];
    if (m.volume_id >= id_limit || m.layer_id >= id_limit) {
      throw std::runtime_error("volume " + std::to_string(m.volume_id) + " or layer " +
                               std::to_string(m.layer_id) + " is not below 65536");
    }
    if (!index_.emplace(key_of(m.volume_id, m.layer_id, m.module_id), i).second) {
      throw std::runtime_error("module " + std::to_string(m.volume_id) + "/" +
                               std::to_string(m.layer_id) + "/" + std::to_string(m.module_id) +
                               " is listed twice");
    }
    const float r = std::hypot(m.center[0], m.center[1]);
    const float z = m.center[2];
    if (layers_.empty() || layers_.back().volume_id != m.volume_id ||
        layers_.back().layer_id != m.layer_id) {
      layers_.push_back({m.volume_id, m.layer_id, std::abs(m.rotation[8]) < 0.5F, r, r, z, z});
    }
    Layer& layer = layers_.back();
    layer.min_r = std::min(layer.min_r, r);
    layer.max_r = std::max(layer.max_r, r);
    layer.min_z = std::min(layer.min_z, z);
    layer.max_z = std::max(layer.max_z, z);
    layer_of_.push_back(static_cast<std::uint16_t>(layers_.size() - 1));
    for (const std::uint32_t id : {m.volume_id, m.layer_id, m.module_id}) {
      fingerprint_ = mix(fingerprint_, id);
    }
    fingerprint_ = mix_rounded(fingerprint_, m.center, 1e-3);  // mm
    fingerprint_ = mix_rounded(fingerprint_, m.rotation, 1e-4);
  }
}

std::optional<std::uint32_t> Detector::find(std::uint32_t volume, std::uint32_t layer,
                                            std::uint32_t module) const noexcept {
  if (volume >= id_limit || layer >= id_limit) return std::nullopt;
  const auto found = index_.find(key_of(volume, layer, module));
  if (found == index_.end()) return std::nullopt;
  return found->second;
}

}  // namespace trackloom
