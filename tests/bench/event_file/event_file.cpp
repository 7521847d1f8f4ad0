// How fast the events of a binary file become products, checksums and checks included.
//
//   trackloom convert DATA x.tlevents
//   TRACKLOOM_BENCH_FILE=x.tlevents bench_event_file
//
// One thread reads all events in turn, over and over, so that the file is in the page cache;
// bytes_per_second counts bytes of the file. `checksum` and `copy` are what the machine can do with
// the same bytes.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>

#include "event_file/event_columns.hpp"
#include "event_file/reader.hpp"

namespace {

using namespace trackloom;
using namespace trackloom::event_file;

std::string path() {
  const char* set = std::getenv("TRACKLOOM_BENCH_FILE");
  if (set == nullptr) throw std::runtime_error("set TRACKLOOM_BENCH_FILE to an event file");
  return set;
}

void read_events(benchmark::State& state, bool cells, bool truth) {
  Reader::Config config{.path = path(), .cells = cells, .truth = truth};
  EventInfo info;
  Hits hits;
  Cells cell;
  DetectorRef detector;
  Truth true_hits;
  Particles particles;
  std::int64_t bytes = 0, events = 0;
  auto reader = std::make_unique<Reader>(config);
  for ([[maybe_unused]] auto _ : state) {
    if (reader->size() == 0) {
      state.PauseTiming();
      reader = std::make_unique<Reader>(config);
      state.ResumeTiming();
    }
    hits.clear();
    cell.clear();
    true_hits.clear();
    particles.clear();
    (*reader)(info, hits, cell, detector, true_hits, particles);
    // What of the event's block was read: products, less what is not in the file.
    bytes += static_cast<std::int64_t>(hits.bytes() - hits.size() * sizeof(std::uint16_t) +
                                       cell.bytes() + true_hits.bytes() + particles.bytes());
    ++events;
  }
  state.SetBytesProcessed(bytes);
  state.SetItemsProcessed(events);
}
BENCHMARK_CAPTURE(read_events, all, true, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_events, hits_and_cells, true, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_events, hits, false, false)->Unit(benchmark::kMillisecond);

void checksum(benchmark::State& state) {
  const EventFile file(path());
  const IndexEntry& event = file.events().front();
  const auto bytes = file.mapping().bytes().subspan(event.offset, event.bytes);
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(checksum_of(bytes));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK(checksum)->Unit(benchmark::kMillisecond);

void copy(benchmark::State& state) {
  const EventFile file(path());
  const IndexEntry& event = file.events().front();
  const auto bytes = file.mapping().bytes().subspan(event.offset, event.bytes);
  std::vector<std::byte> target(bytes.size());
  for ([[maybe_unused]] auto _ : state) {
    std::memcpy(target.data(), bytes.data(), bytes.size());
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK(copy)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
