#include "module_map/learned_map.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "event_data/map_file.hpp"
#include "module_map/ranges.hpp"
#include "module_map/toy_detector.hpp"
#include "temporary_folder.hpp"

using trackloom_test::TemporaryFolder;

using namespace trackloom::module_map;

namespace {

// Random triplets seen one to five times, of very different sizes.
TripletTable random_table(std::size_t modules, int triplets) {
  std::mt19937 random(7);
  std::normal_distribution<float> normal;
  TripletTable table;
  for (int t = 0; t < triplets; ++t) {
    std::array<std::uint32_t, 3> key;
    for (auto& module : key) module = static_cast<std::uint32_t>(random() % modules);
    const float center = 100 * normal(random);
    for (int i = 0; i < 1 + t % 5; ++i) {
      Quantities values;
      for (std::size_t q = 0; q < all_quantities; ++q) {
        values[q] = (center + normal(random)) * std::pow(10.0F, -static_cast<float>(q % 4));
      }
      table.add(key, values);
    }
  }
  return table;
}

std::string error_of(const std::filesystem::path& path) {
  try {
    read_map(path);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "no error";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a map on disk keeps modules and counts, and statistics to the stated rounding") {
  const auto detector = toy::detector();
  const TripletTable table = random_table(detector->modules().size(), 3000);
  LearnedMap map = make_learned_map(table, *detector, 1);
  map.metadata = R"({"events": 1})";
  const TemporaryFolder folder;
  write_map(map, folder / "map.tlmap");
  const LearnedMap back = read_map(folder / "map.tlmap");

  CHECK(back.geometry == detector->fingerprint());
  CHECK(back.metadata == map.metadata);
  CHECK(back.module_azimuth == map.module_azimuth);
  CHECK(back.pool == map.pool);
  REQUIRE(back.triplets.size() == map.triplets.size());
  for (std::size_t t = 0; t < map.triplets.size(); ++t) {
    const TripletRecord &a = map.triplets[t], &b = back.triplets[t];
    REQUIRE(a.modules == b.modules);
    REQUIRE(a.count == b.count);
    const Scatter scatter = map.scatter_of(a);
    for (std::size_t q = 0; q < all_quantities; ++q) {
      const float step = scatter[q] / 8, slack = 1e-3F * step + 2e-6F * std::abs(a.mean[q]);
      REQUIRE(std::abs(a.mean[q] - b.mean[q]) <= step / 2 + slack);
      REQUIRE(b.rms(q) >= a.rms(q) - slack);
      REQUIRE(b.rms(q) <= a.rms(q) + step + slack);
      REQUIRE(b.min[q] <= a.min[q] + slack);
      REQUIRE(b.max[q] >= a.max[q] - slack);
      REQUIRE(b.min[q] >= a.min[q] - 3 * step - slack);
      REQUIRE(b.max[q] <= a.max[q] + 3 * step + slack);
    }
  }
}

TEST_CASE("triplets seen too rarely leave the map but count for the pooled scatter") {
  const auto detector = toy::detector();
  const TripletTable table = random_table(detector->modules().size(), 500);
  const LearnedMap every = make_learned_map(table, *detector, 1);
  const LearnedMap frequent = make_learned_map(table, *detector, 4);
  CHECK(every.triplets.size() == table.triplets());
  CHECK(frequent.triplets.size() == table.sorted(4).size());
  CHECK(frequent.triplets.size() < every.triplets.size());
  CHECK(frequent.pool == every.pool);
}

TEST_CASE("the pooled scatter is the median rms of module triplets of the same layers") {
  const auto detector = toy::detector();
  TripletTable table;
  Quantities values{};
  const auto at = [](int layer) { return static_cast<std::uint32_t>(layer * 96); };
  const auto add_pair = [&](std::uint32_t inner, float first, float second) {
    for (const float z0 : {first, second}) {
      values[0] = z0;
      table.add({inner, at(1), at(2)}, values);
    }
  };
  add_pair(at(0), -1, 1);            // squares about the mean: 2, one degree of freedom
  add_pair(at(0) + 1, 99, 103);      // 8, around another mean
  add_pair(at(0) + 2, -5000, 5000);  // an outlier, which must not count for more
  values[0] = 1000;
  table.add({at(0) + 3, at(1), at(2)}, values);  // seen once: no scatter of its own
  table.add({at(1), at(2), at(3)}, values);
  const LearnedMap map = make_learned_map(table, *detector, 1);
  REQUIRE(map.pool.size() == 1);
  CHECK(map.pool.at({0, 1, 2})[0] == doctest::Approx(std::sqrt(8.0)));
  CHECK(map.scatter_of(map.triplets.back())[0] == map.overall[0]);  // layers without scatter

  add_pair(at(0), -1, 1);  // now that triplet has three degrees of freedom of five
  const LearnedMap more = make_learned_map(table, *detector, 1);
  CHECK(more.pool.at({0, 1, 2})[0] == doctest::Approx(std::sqrt(4.0 / 3)));
}

TEST_CASE("the scatter of x-y slopes is pooled free of their dependence on the azimuth") {
  CHECK(scatter_factor(9, 0) == doctest::Approx(1));
  CHECK(scatter_factor(9, 1.0471976F) == doctest::Approx(0.25));  // cos(60 degrees)^2
  CHECK(scatter_factor(9, 1.5707963F) > 0);
  CHECK(scatter_factor(8, 1.0471976F) == 1);
}

TEST_CASE("a map file whose content makes no sense is refused with file and offset") {
  const TemporaryFolder folder;
  const auto path = folder / "bad.tlmap";
  using Modules = std::array<std::vector<std::int32_t>, 3>;
  const auto write = [&](const Modules& modules, std::vector<std::uint32_t> count) {
    trackloom::MapFileWriter file(map_kind, map_version, 1, "{}");
    const std::vector<float> azimuths(10), scatter(10, 1.0F);
    file.add_section<float>("module_azimuth", azimuths);
    file.add_section<std::uint16_t>("module_layer", std::vector<std::uint16_t>(10));
    file.add_section<std::uint16_t>("pool_layers", std::vector<std::uint16_t>{});
    file.add_section<float>("pool_scatter", std::vector<float>{});
    file.add_section<float>("overall_scatter", scatter);
    for (std::size_t i = 0; i < 3; ++i) {
      file.add_section<std::int32_t>("module" + std::to_string(i + 1), modules[i]);
    }
    file.add_section<std::uint32_t>("count", count);
    for (std::size_t q = 0; q < all_quantities; ++q) {
      const auto add = [&]<class T>(const char* name, T) {
        file.add_section<T>(name + std::to_string(q), std::vector<T>(count.size()));
      };
      add("mean", std::int32_t{});
      add("rms", std::uint16_t{});
      add("below", std::uint16_t{});
      add("above", std::uint16_t{});
    }
    file.write(path);
  };
  write({{{1, 1}, {1, 1}, {1, 1}}}, {3, 4});  // 1-2-3 and 2-3-4
  CHECK(error_of(path) == "no error");
  CHECK(read_map(path).triplets[1].modules == std::array<std::uint32_t, 3>{2, 3, 4});
  write({{{1, 1}, {1, 1}, {1, 100}}}, {3, 4});
  CHECK(contains(error_of(path), "section 'module3' names module 103 in triplet 1"));
  write({{{1, -3}, {1, 1}, {1, 1}}}, {3, 4});
  CHECK(contains(error_of(path), "section 'module1' names module 4294967294"));
  write({{{1, 0}, {1, 0}, {1, 0}}}, {3, 4});
  CHECK(contains(error_of(path), "is not sorted"));
  write({{{1, 1}, {1, 1}, {1, 1}}}, {3, 0});
  CHECK(contains(error_of(path), "section 'count' has a zero"));
  write({{{1, 1}, {1, 1}, {1}}}, {3, 4});
  CHECK(contains(error_of(path), "section 'module3' has 1 elements, expected 2"));
  CHECK(contains(error_of(path), "bad.tlmap: offset "));
}
