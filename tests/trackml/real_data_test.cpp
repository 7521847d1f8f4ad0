// The events of the test data, against sums made with Python's csv module.
#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "small_event.hpp"

using namespace trackml_test;
using trackloom::trackml::Reader;

namespace {

// Sums over columns, of integers exactly. `channels` is the sum of (ch1 * hit_id) mod 1009, and
// `owners` the exclusive or of particle_id * line, which depend on the order of rows.
struct Sums {
  const char* folder;
  std::uint64_t event;
  std::size_t hits;
  double x, y, z;
  std::uint64_t modules;
  std::size_t cells;
  std::int64_t ch0, channels;
  double value;
  std::size_t particles;
  std::uint64_t particle_ids;  // exclusive or
  double px;
  std::int64_t nhits;
  std::size_t truth;
  double weight;
  std::uint64_t owners;
  std::size_t noise;
  std::size_t unlisted;  // hits of particles that the particles file lacks
  double tpx;
};

// clang-format off
constexpr Sums expected[] = {
    {"acts-ttbar10", 2001, 8065, -13336.866386, 112021.767794, 263138.143544, 2993619, 21785, 4769717,
     10850964, 2318.876256, 731, 3848290697216ULL, -34.580454, 6877,
     8065, 1.00000019, 2928386992955723104ULL, 1188, 0, -556.994831},
    {"acts-ttbar10", 2002, 19188, -76154.841781, -194309.978171, 921376.200185, 6343582, 52419, 11143527,
     26164310, 5422.530028, 1749, 63060153485754368ULL, -60.104837, 16339,
     19188, 0.99999998, 15560448095530548438ULL, 2849, 0, -534.113993},
    {"acts-ttbar10", 2003, 7803, 10548.190092, 115.040397, -407430.237190, 2605078, 21213, 4524984,
     10513271, 2202.292910, 713, 40547377492262912ULL, 12.930783, 6656,
     7803, 1.00000004, 11918821894318472328ULL, 1147, 0, 123.414359},
    {"acts-ttbar10", 2004, 9626, 106746.188336, -72758.200797, 8551.127956, 3243950, 26914, 5730746,
     13396857, 2786.612680, 852, 15777786505461760ULL, 16.092301, 8155,
     9626, 0.99999993, 12138957804085984677ULL, 1471, 0, 429.322210},
    {"acts-ttbar10", 2005, 16237, 66168.392828, 48564.083277, -1365081.081922, 5602493, 44404, 9504371,
     21964264, 4616.585365, 1465, 24804157688905728ULL, -1.792993, 13877,
     16237, 1.00000014, 13858020893382424989ULL, 2360, 0, 111.989735},
    {"acts-ttbar10", 2006, 12997, 79246.834472, 3281.562753, 1040870.860582, 4743975, 35717, 7720408,
     17815976, 3740.245490, 1215, 45063278174404609ULL, -0.003508, 11066,
     12997, 0.99999991, 17240698433224845860ULL, 1931, 0, 202.011224},
    {"acts-trackml", 101, 95734, 219722.591075, 444254.625101, -421238.560625, 32413707, 269887, 57925792,
     134659798, 27768.212267, 8645, 103612410329300993ULL, -0.290267, 81359,
     95734, 1.00000012, 7656696624361554822ULL, 14375, 0, 241.981487},
    {"acts-trackml", 102, 102019, -33683.299254, -7909.956567, -2360177.103138, 34480098, 288848, 61871574,
     144133860, 29513.081608, 9204, 790409291113693184ULL, -63.385258, 86884,
     102019, 0.99999991, 15862607303221020868ULL, 15135, 0, -656.775858},
    {"acts-trackml", 103, 103299, 277374.719032, 491263.410015, 1694836.257586, 35026104, 291923, 62435092,
     145711613, 29792.395435, 9273, 58610086062325760ULL, 85.626804, 87837,
     103299, 0.99999993, 908545742434524726ULL, 15462, 0, 708.267525},
    {"acts-ttbar200", 1, 181763, -124111.498291, -323722.497687, 839894.800733, 58211541, 506222, 107519027,
     252644602, 51622.970104, 16355, 301746054385106944ULL, -32.288057, 154611,
     181763, 1.00000006, 9570918542837256499ULL, 27152, 0, 11.842126},
    {"acts-ttbar200", 2, 186296, 506035.919002, -107856.255464, -2084236.652195, 60542132, 515139, 109931649,
     256971668, 52740.641079, 16783, 531451557430951936ULL, 15.515189, 158447,
     186296, 0.99999991, 16848039575309232303ULL, 27849, 0, 113.690935},
    {"trackml-real", 1001, 93680, 45783.808181, -301220.260905, -3672481.379803, 35228809, 0, 0,
     0, 0.000000, 8915, 1134964143279869955ULL, -47.877045, 76210,
     0, 0.00000000, 0ULL, 0, 0, 0.000000},
    {"trackml-real", 1003, 104451, 545332.215865, 302474.804039, -506150.471885, 40126573, 0, 0,
     0, 0.000000, 10261, 517937390606655491ULL, 91.335152, 86931,
     0, 0.00000000, 0ULL, 0, 0, 0.000000},
    {"trackml-real", 1005, 110023, -109321.393003, -202524.108136, 46942.140156, 41581788, 0, 0,
     0, 0.000000, 10945, 67580520178933763ULL, 14.896955, 92218,
     0, 0.00000000, 0ULL, 0, 0, 0.000000},
    {"trackml-real", 1009, 108769, 153617.835938, -466196.492000, -744964.221459, 40717535, 0, 0,
     0, 0.000000, 10724, 90102641484378114ULL, -34.664178, 91065,
     0, 0.00000000, 0ULL, 0, 0, 0.000000},
    {"trackml-real", 1010, 104084, -27398.746550, 130772.616046, 2596680.760151, 40284383, 0, 0,
     0, 0.000000, 10150, 112603253593632770ULL, 10.432517, 86310,
     0, 0.00000000, 0ULL, 0, 0, 0.000000},
};
// clang-format on

// Of sums over 200 000 floats that are each rounded by up to 3e-5.
constexpr double float_rounding = 0.05;

void check_hits(const ReadEvent& event, const Sums& sums) {
  const auto sum = [](const std::vector<float>& column) {
    return std::accumulate(column.begin(), column.end(), 0.0);
  };
  REQUIRE(event.hits.size() == sums.hits);
  CHECK(std::abs(sum(event.hits.x) - sums.x) < float_rounding);
  CHECK(std::abs(sum(event.hits.y) - sums.y) < float_rounding);
  CHECK(std::abs(sum(event.hits.z) - sums.z) < float_rounding);
  std::uint64_t modules = 0;
  for (const std::uint32_t m : event.hits.module) modules += event.detector->modules()[m].module_id;
  CHECK(modules == sums.modules);
}

void check_cells(const ReadEvent& event, const Sums& sums) {
  const trackloom::Cells& cells = event.cells;
  REQUIRE(cells.value.size() == sums.cells);
  REQUIRE(cells.present == (sums.cells > 0));
  if (!cells.present) return;
  CHECK(std::accumulate(cells.ch0.begin(), cells.ch0.end(), std::int64_t{0}) == sums.ch0);
  CHECK(std::accumulate(cells.value.begin(), cells.value.end(), 0.0) ==
        doctest::Approx(sums.value).epsilon(1e-6));
  std::int64_t channels = 0;
  for (std::size_t hit = 0; hit < event.hits.size(); ++hit) {
    for (std::uint32_t c = cells.first[hit]; c < cells.first[hit + 1]; ++c) {
      channels += cells.ch1[c] * static_cast<std::int64_t>(event.hits.id[hit]) % 1009;
    }
  }
  CHECK(channels == sums.channels);
}

void check_particles(const ReadEvent& event, const Sums& sums) {
  const trackloom::Particles& particles = event.particles;
  REQUIRE(particles.size() == sums.particles);
  CHECK(std::is_sorted(particles.id.begin(), particles.id.end()));
  std::uint64_t ids = 0;
  for (const std::uint64_t id : particles.id) ids ^= id;
  CHECK(ids == sums.particle_ids);
  CHECK(std::abs(std::accumulate(particles.px.begin(), particles.px.end(), 0.0) - sums.px) <
        float_rounding);
  CHECK(std::accumulate(particles.hits.begin(), particles.hits.end(), std::int64_t{0}) ==
        sums.nhits);
}

void check_truth(const ReadEvent& event, const Sums& sums) {
  const trackloom::Truth& truth = event.truth;
  REQUIRE(truth.size() == sums.truth);
  REQUIRE(truth.present == (sums.truth > 0));
  if (!truth.present) return;
  const double weight = std::accumulate(truth.weight.begin(), truth.weight.end(), 0.0);
  CHECK(weight == doctest::Approx(sums.weight).epsilon(1e-8));
  CHECK(weight == doctest::Approx(1).epsilon(1e-6));
  CHECK(std::abs(std::accumulate(truth.px.begin(), truth.px.end(), 0.0) - sums.tpx) <
        float_rounding);
  std::uint64_t owners = 0;
  std::size_t noise = 0;
  std::size_t unlisted = 0;
  for (std::size_t hit = 0; hit < truth.size(); ++hit) {
    const std::uint64_t id = truth.particle_id[hit];
    owners ^= id * (hit + 1);
    noise += id == 0 ? 1U : 0U;
    const std::uint32_t row = truth.particle[hit];
    if (row == trackloom::no_particle) {
      unlisted += id != 0 ? 1U : 0U;
    } else {
      REQUIRE(event.particles.id.at(row) == id);
    }
  }
  CHECK(owners == sums.owners);
  CHECK(noise == sums.noise);
  CHECK(unlisted == sums.unlisted);
}

}  // namespace

TEST_CASE("simulated and real data sets are read as Python reads them") {
  for (std::size_t i = 0; i < std::size(expected);) {
    const std::string name = expected[i].folder;
    const auto folder = test_data(name);
    if (!folder) MESSAGE("skipped: TRACKLOOM_TEST_DATA has no folder ", name);
    std::optional<Reader> reader;
    FakeContext context;
    if (folder) reader.emplace(config_for(*folder)).begin(context);
    ReadEvent event;
    for (; i < std::size(expected) && expected[i].folder == name; ++i) {
      if (!reader) continue;
      CAPTURE(name);
      CAPTURE(expected[i].event);
      REQUIRE(next(*reader, event));
      CHECK(event.info.id == expected[i].event);
      CHECK(event.detector->modules().size() == 18728);
      CHECK(event.detector->layers().size() == 48);
      check_hits(event, expected[i]);
      check_cells(event, expected[i]);
      check_particles(event, expected[i]);
      check_truth(event, expected[i]);
    }
    if (reader) CHECK_FALSE(next(*reader, event));
  }
}
