// Lanes, buffers, scans and sorts: on a device those of CUB.
#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <stdexcept>
#include <vector>

#include "cuda/primitives.hpp"
#include "cuda/sample.hpp"

using namespace trackloom;
using namespace trackloom::cuda;
using namespace trackloom::cuda::test;

namespace {

std::vector<std::uint32_t> numbers(std::size_t count, std::uint32_t below) {
  std::mt19937 random(7);
  std::vector<std::uint32_t> values(count);
  for (auto& v : values) v = random() % below;
  return values;
}

std::vector<std::uint32_t> back(Lane& lane, const DeviceBuffer<std::uint32_t>& buffer) {
  PinnedBuffer<std::uint32_t> host;
  std::uint32_t* to = host.room_for(buffer.size());
  copy_to_host(to, buffer.data(), buffer.bytes(), lane.stream().handle());
  lane.stream().wait();
  return {to, to + buffer.size()};
}

}  // namespace

TEST_CASE("what goes wrong on a lane is thrown where the stage produces, and the lane goes on") {
  Lane lane({.stage = "test"});
  CHECK_THROWS_WITH(on_lane(lane, [] { throw std::runtime_error("no such thing"); }),
                    "no such thing");
  CHECK_THROWS_AS(on_lane(lane, [] { throw FatalError("lost"); }), FatalError);
  bool ran = false;
  on_lane(lane, [&] { ran = true; });
  CHECK(ran);
}

TEST_CASE("a lane's share counts what one event asks for, and is refused beyond the limit") {
  Lane lane({.stage = "test", .limit_bytes = 1000});
  DeviceBuffer<std::uint32_t> a, b;
  for (int event = 0; event < 3; ++event) {
    on_lane(lane, [&] {
      lane.room_for(a, 100);
      lane.room_for(b, 150);
      CHECK(lane.share() == 1000);
    });
    CHECK_THROWS_AS(on_lane(lane, [&] { lane.room_for(a, 251); }), OutOfMemory);
  }
}

TEST_CASE("a buffer keeps its memory while it is large enough") {
  Lane lane({.stage = "test"});
  on_lane(lane, [&] {
    DeviceBuffer<float> buffer;
    const float* first = lane.room_for(buffer, 1000);
    CHECK(lane.room_for(buffer, 10) == first);
    CHECK(buffer.size() == 10);
    CHECK(lane.room_for(buffer, 1000) == first);
    CHECK(lane.room_for(buffer, 0) == first);
  });
}

TEST_CASE("scan, sum and sorts do what the stages take them to do") {
  Lane lane({.stage = "test"});
  for (const std::size_t count : {1U, 2U, 1000U, 100001U}) {
    CAPTURE(count);
    const auto values = numbers(count, 1000);
    std::vector<std::uint32_t> expected(count), order(count), keys(count);
    std::exclusive_scan(values.begin(), values.end(), expected.begin(), 0U);
    std::iota(order.begin(), order.end(), 0U);
    std::vector<std::uint32_t> unsorted = order;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
    std::transform(order.begin(), order.end(), keys.begin(),
                   [&](std::uint32_t i) { return values[i]; });
    on_lane(lane, [&] {
      DeviceBuffer<std::uint32_t> in, number, sorted, sorted_number;
      const std::uint32_t* from = lane.upload(in, std::span<const std::uint32_t>(values));
      const std::uint32_t* with = lane.upload(number, std::span<const std::uint32_t>(unsorted));
      CHECK(sum(lane, from, count) == std::accumulate(values.begin(), values.end(), 0ULL));
      std::uint32_t* key_out = lane.room_for(sorted, count);
      std::uint32_t* value_out = lane.room_for(sorted_number, count);
      sort_pairs(lane, from, key_out, with, value_out, count, bits_for(1000));
      CHECK(back(lane, sorted) == keys);
      CHECK(back(lane, sorted_number) == order);
      sort_descending(lane, from, key_out, count);
      std::reverse(keys.begin(), keys.end());
      CHECK(back(lane, sorted) == keys);
      exclusive_sum(lane, from, in.data(), count);  // in place
      CHECK(back(lane, in) == expected);
      CHECK(lane.read(in.data() + count - 1) == expected.back());
    });
  }
}

TEST_CASE("64-bit keys are sorted by their lowest bits") {
  Lane lane({.stage = "test"});
  for (const std::size_t count : {0U, 1U, 2U, 100001U}) {
    CAPTURE(count);
    const auto low = numbers(count, 1U << 20), high = numbers(count, 1U << 17);
    std::vector<std::uint64_t> keys(count), found(count);
    for (std::size_t i = 0; i < count; ++i) {
      keys[i] = std::uint64_t{high[count - 1 - i]} << 20 | low[i];
    }
    on_lane(lane, [&] {
      DeviceBuffer<std::uint64_t> in, sorted;
      const std::uint64_t* from = lane.upload(in, std::span<const std::uint64_t>(keys));
      sort_keys(lane, from, lane.room_for(sorted, count), count, 37);
      PinnedBuffer<std::uint64_t> host;
      std::uint64_t* to = host.room_for(count + 1);
      copy_to_host(to, sorted.data(), sorted.bytes(), lane.stream().handle());
      lane.stream().wait();
      found.assign(to, to + count);
    });
    std::sort(keys.begin(), keys.end());
    CHECK(found == keys);
  }
}

TEST_CASE("bits of keys") {
  CHECK(bits_for(1) == 1);
  CHECK(bits_for(2) == 1);
  CHECK(bits_for(3) == 2);
  CHECK(bits_for(256) == 8);
  CHECK(bits_for(257) == 9);
  CHECK(bits_for(std::uint64_t{1} << 32) == 32);
}
