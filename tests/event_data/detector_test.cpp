#include "event_data/detector.hpp"

#include <doctest/doctest.h>

using trackloom::Detector;
using trackloom::Module;

namespace {

std::vector<Module> two_modules() {
  Module first{7, 2, 1, {-65.7965F, -5.1783F, -1502.5F}, {0.0784591F, -0.996917F, 0}};
  Module second{7, 2, 2, {-139.851F, -6.46568F, -1502}, {0, 0, 0, 1, 0, 0, 0, 0, -1}};
  return {first, second};
}

}  // namespace

TEST_CASE("the fingerprint is that of the geometry, not of how its file writes zeros and digits") {
  const std::uint64_t fingerprint = Detector(two_modules()).fingerprint();
  auto modules = two_modules();
  modules[0].rotation[2] = -0.0F;
  modules[1].rotation[4] = 5.05322e-16F;
  modules[0].center[0] = -65.79650001F;
  std::swap(modules[0], modules[1]);
  CHECK(Detector(modules).fingerprint() == fingerprint);
}

TEST_CASE("a module elsewhere, turned or of another number has another fingerprint") {
  const std::uint64_t fingerprint = Detector(two_modules()).fingerprint();
  auto modules = two_modules();
  modules[1].center[1] += 0.01F;
  CHECK(Detector(modules).fingerprint() != fingerprint);
  modules = two_modules();
  modules[0].rotation[1] += 0.001F;
  CHECK(Detector(modules).fingerprint() != fingerprint);
  modules = two_modules();
  modules[1].module_id = 3;
  CHECK(Detector(modules).fingerprint() != fingerprint);
}
