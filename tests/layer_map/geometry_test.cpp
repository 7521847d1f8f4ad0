#include <doctest/doctest.h>

#include <vector>

#include "layer_map/layer_pairs.hpp"

using trackloom::Detector;
using trackloom::Module;
using namespace trackloom::layer_map;

namespace {

// A disk module facing along z, or a barrel module facing outward.
Module module(std::uint32_t volume, std::uint32_t layer, float r, float z, bool barrel) {
  Module m;
  m.volume_id = volume;
  m.layer_id = layer;
  m.center = {r, 0, z};
  m.rotation = barrel ? std::array<float, 9>{0, 0, 1, 1, 0, 0, 0, 1, 0}
                      : std::array<float, 9>{1, 0, 0, 0, 1, 0, 0, 0, 1};
  return m;
}

}  // namespace

TEST_CASE("disks mirror to the disk at -z, barrel layers to themselves") {
  const Detector detector({module(7, 2, 50, -700, false), module(7, 4, 50, -600, false),
                           module(8, 2, 30, 0, true), module(9, 2, 50, 600, false),
                           module(9, 4, 50, 700, false)});
  CHECK(mirrored_layers(detector) == std::vector<std::uint16_t>{4, 3, 2, 1, 0});
}

TEST_CASE("a disk without a mirror image is an error that names it") {
  const Detector detector({module(8, 2, 30, 0, true), module(9, 4, 50, 600, false)});
  CHECK_THROWS_WITH_AS(mirrored_layers(detector),
                       "layer 9/4 has no mirror image in z: the layer map folds the detector there",
                       std::runtime_error);
}
