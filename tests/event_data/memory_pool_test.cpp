#include "event_data/memory_pool.hpp"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

using trackloom::MemoryPool;

TEST_CASE("there are as many pieces as were in use side by side, and each keeps what it has") {
  MemoryPool<std::vector<int>> pool;
  const std::vector<int>* first = nullptr;
  {
    const auto a = pool.take();
    a->resize(100);
    first = a.get();
    const auto b = pool.take();
    CHECK(b.get() != a.get());
    CHECK(b->empty());
  }
  const auto a = pool.take(), b = pool.take();
  CHECK((a.get() == first || b.get() == first));
  CHECK(a->size() + b->size() == 100);
}

TEST_CASE("no piece is in two hands") {
  MemoryPool<int> pool;
  std::vector<std::thread> threads;
  std::vector<int> failures(4);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10000; ++i) {
        const auto mine = pool.take();
        *mine = t;
        std::this_thread::yield();
        failures[t] += *mine == t ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(failures == std::vector<int>(4));
}
