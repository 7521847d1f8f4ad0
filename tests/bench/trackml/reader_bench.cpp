// How fast a pile-up-200 event is read: parsing plain CSV, and from gzip beside the bare inflaters.
//
//   TRACKLOOM_TEST_DATA=FOLDER bench_trackml     FOLDER/acts-ttbar200 (default ../shared/data)
//
// bytes_per_second counts plain CSV, CPU time of the calling thread.
#include <benchmark/benchmark.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "trackml/detector_csv.hpp"
#include "trackml/event_reader.hpp"

namespace {

namespace fs = std::filesystem;
using namespace trackloom;
using namespace trackloom::trackml;

constexpr std::uint64_t no_limit = std::uint64_t{1} << 32;

fs::path data_folder() {
  const char* set = std::getenv("TRACKLOOM_TEST_DATA");
  const fs::path root =
      set != nullptr ? fs::path(set) : fs::path(TRACKLOOM_SOURCE_DIR) / ".." / "shared" / "data";
  return root / "acts-ttbar200";
}

// The files of one event, unpacked and as they are.
struct Sample {
  DataSet data_set{data_folder()};
  ByteBuffer plain[4], packed[4];
  std::size_t plain_bytes = 0;  // hits + cells + truth
  std::unique_ptr<Detector> detector;

  Sample() {
    ReadScratch scratch;
    const FileStore& store = data_set.store();
    for (const EventFile kind :
         {EventFile::hits, EventFile::cells, EventFile::truth, EventFile::particles}) {
      const StoredFile* file = data_set.events().front()[kind];
      if (file == nullptr) throw std::runtime_error("the event is not complete");
      const auto k = static_cast<std::size_t>(kind);
      store.read(*file, no_limit, scratch, plain[k]);
      packed[k].assign(scratch.gzipped.text());
      if (kind != EventFile::particles) plain_bytes += plain[k].size();
    }
    ByteBuffer text;
    store.read(*data_set.detector(), no_limit, scratch, text);
    detector = std::make_unique<Detector>(parse_detector("detectors.csv", text));
  }
  const ByteBuffer& text(EventFile kind) const { return plain[static_cast<std::size_t>(kind)]; }
};

const Sample& sample() {
  static const Sample value;
  return value;
}

void set_bytes(benchmark::State& state, std::size_t per_iteration) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(per_iteration));
}

// The target: hits + cells + truth, from text in memory to products.
void parse_event(benchmark::State& state) {
  const Sample& s = sample();
  ParseScratch scratch;
  EventData data;
  parse_particles("particles", s.text(EventFile::particles), scratch, data.particles);
  for ([[maybe_unused]] auto _ : state) {
    data.hits.clear();
    data.cells.clear();
    data.truth.clear();
    parse_hits("hits", s.text(EventFile::hits), *s.detector, scratch, data.hits);
    parse_cells("cells", s.text(EventFile::cells), data.hits, scratch, data.cells);
    parse_truth("truth", s.text(EventFile::truth), data.hits, data.particles, scratch, data.truth);
  }
  set_bytes(state, s.plain_bytes);
}
BENCHMARK(parse_event)->Unit(benchmark::kMillisecond);

void parse_one(benchmark::State& state, EventFile kind) {
  const Sample& s = sample();
  ParseScratch scratch;
  EventData data;
  parse_particles("particles", s.text(EventFile::particles), scratch, data.particles);
  parse_hits("hits", s.text(EventFile::hits), *s.detector, scratch, data.hits);
  for ([[maybe_unused]] auto _ : state) {
    if (kind == EventFile::hits) {
      data.hits.clear();
      parse_hits("hits", s.text(kind), *s.detector, scratch, data.hits);
    } else if (kind == EventFile::cells) {
      data.cells.clear();
      parse_cells("cells", s.text(kind), data.hits, scratch, data.cells);
    } else {
      data.truth.clear();
      parse_truth("truth", s.text(kind), data.hits, data.particles, scratch, data.truth);
    }
  }
  set_bytes(state, s.text(kind).size());
}
BENCHMARK_CAPTURE(parse_one, hits, EventFile::hits)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse_one, cells, EventFile::cells)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse_one, truth, EventFile::truth)->Unit(benchmark::kMillisecond);

// Gzip alone, hits + cells + truth.
void inflate_libdeflate(benchmark::State& state) {
  const Sample& s = sample();
  Inflater inflater;
  ByteBuffer out;
  for ([[maybe_unused]] auto _ : state) {
    for (int kind = 0; kind < 3; ++kind) {
      inflater.gzip(s.packed[kind].text(), "file", no_limit, out);
    }
  }
  set_bytes(state, s.plain_bytes);
}
BENCHMARK(inflate_libdeflate)->Unit(benchmark::kMillisecond);

void inflate_zlib(benchmark::State& state) {
  const Sample& s = sample();
  ByteBuffer out;
  for ([[maybe_unused]] auto _ : state) {
    for (int kind = 0; kind < 3; ++kind) {
      const std::string_view in = s.packed[kind].text();
      const std::size_t size = s.plain[kind].size();
      z_stream stream{};
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
      stream.avail_in = static_cast<uInt>(in.size());
      stream.next_out = reinterpret_cast<Bytef*>(out.reserve(size));
      stream.avail_out = static_cast<uInt>(size);
      if (inflateInit2(&stream, 15 + 16) != Z_OK || inflate(&stream, Z_FINISH) != Z_STREAM_END) {
        state.SkipWithError("zlib cannot inflate the sample");
      }
      inflateEnd(&stream);
    }
  }
  set_bytes(state, s.plain_bytes);
}
BENCHMARK(inflate_zlib)->Unit(benchmark::kMillisecond);

// Whole events from the data set as it lies there (gzip), particles too: events/s of one thread.
void read_event(benchmark::State& state) {
  const Sample& s = sample();
  EventReader reader(s.data_set, *s.detector, {});
  EventData data;
  for ([[maybe_unused]] auto _ : state) reader.read(s.data_set.events().front(), data);
  set_bytes(state, reader.csv_bytes() / static_cast<std::size_t>(state.iterations()));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(read_event)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
