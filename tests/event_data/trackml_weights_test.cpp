#include "event_data/trackml_weights.hpp"

#include <doctest/doctest.h>

#include <numeric>

using namespace trackloom;

TEST_CASE("the weights are those of the TrackML score: ends weigh most, sum 1") {
  Particles particles;
  particles.resize(2, false);
  particles.px = {3, 0.5F};
  particles.py = {0, 0};
  particles.vz = {0, 0};
  Truth truth;
  truth.resize(13);
  for (std::uint32_t i = 0; i < 13; ++i) {
    truth.particle[i] = i < 9 ? 0 : i < 12 ? 1 : no_particle;  // 9 hits, 3 hits, noise
    truth.z[i] = 10.0F * static_cast<float>(9 - i);            // the last row is the first hit
  }
  fill_trackml_weights(particles, truth);
  // The profile 10 8 6 5 3 3 3 5 6 at nine hits, from the vertex outwards.
  CHECK(truth.weight[8] == doctest::Approx(10.0 / 49));
  CHECK(truth.weight[0] == doctest::Approx(6.0 / 49));
  CHECK(truth.weight[4] == doctest::Approx(3.0 / 49));
  CHECK(truth.weight[9] == 0);
  CHECK(truth.weight[12] == 0);
  CHECK(std::accumulate(truth.weight.begin(), truth.weight.end(), 0.0) == doctest::Approx(1));

  truth.particle[12] = 1;  // a fourth hit: a track of slow particles, a fifth of the weight
  truth.z[12] = 100;
  fill_trackml_weights(particles, truth);
  CHECK(truth.weight[8] == doctest::Approx(10.0 / 49 / 1.2));
  CHECK(truth.weight[9] + truth.weight[10] + truth.weight[11] + truth.weight[12] ==
        doctest::Approx(0.2 / 1.2));
}
