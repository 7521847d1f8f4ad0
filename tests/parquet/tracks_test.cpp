// parquet.tracks: what is in the file, and what is refused.
#include "parquet/tracks.hpp"

#include <doctest/doctest.h>

#include "tables.hpp"
#include "trackloom/error.hpp"
#include "trackml/support.hpp"

using namespace trackloom;
using namespace parquet_test;
using trackloom::parquet::Tracks;

namespace {

struct Sample {
  trackml_test::TemporaryFolder folder;
  trackml_test::FakeContext context;
  EventInfo info;
  Hits hits;
  TrackCandidates tracks;
  TrackParameters parameters;
  Truth truth;
  Particles particles;

  Sample() {
    info.id = 5000000000;  // more than 32 bits
    hits.resize(6);
    hits.id = {10, 11, 12, 13, 14, 15};
    tracks.push_back(std::vector<std::uint32_t>{4, 1, 0});
    tracks.push_back(std::vector<std::uint32_t>{2, 3});
    parameters.resize(2);
    parameters.degrees = {1, 0};  // the second could not be fitted
    parameters.perigee[0].d0 = 0.25F;
    parameters.perigee[0].z0 = -3;
    parameters.perigee[0].phi = 1.5F;
    parameters.perigee[0].theta = 0.75F;
    parameters.perigee[0].q_over_p = -0.5F;
    truth.resize(6);
    truth.particle_id = {7, 7, 0, 0, 8, 8};
    truth.particle.assign(6, no_particle);
    truth.present = true;
  }
  std::string path() const { return (folder.path() / "out" / "tracks.parquet").string(); }
  // The file of one event and of one without tracks.
  std::shared_ptr<arrow::Table> written(const Tracks::Config& config, const TrackParameters* fits,
                                        const Truth* with_truth) {
    Tracks sink(config);
    sink.begin(context);
    sink(info, hits, tracks, fits, with_truth, &particles);
    info.id = 6;
    sink(info, hits, {}, nullptr, with_truth, &particles);
    CHECK_FALSE(fs::exists(path()));  // nothing under the final name yet
    trackml_test::FakeSummary summary;
    sink.finish(summary);
    CHECK(std::distance(fs::directory_iterator(folder.path() / "out"), {}) == 1);
    return read(path());
  }
  std::string refusal() {
    Tracks sink({path(), 100, 0});
    sink.begin(context);
    try {
      sink(info, hits, tracks, &parameters, &truth, &particles);
    } catch (const std::exception& error) {
      return error.what();
    }
    return "no exception";
  }
};

}  // namespace

TEST_CASE("a row per event, an entry per track: hits, parameters at the perigee, majority") {
  Sample sample;
  const auto table = sample.written({sample.path(), 100, -1}, &sample.parameters, &sample.truth);
  REQUIRE(table->num_rows() == 2);
  CHECK(value(table->GetColumnByName("event_id")->GetScalar(0), "id")->ToString() == "5000000000");
  CHECK(list_text(*table, "d0", 0) == "[0.25,null]");
  CHECK(list_text(*table, "z0", 0) == "[-3,null]");
  CHECK(list_text(*table, "phi", 0) == "[1.5,null]");
  CHECK(list_text(*table, "theta", 0) == "[0.75,null]");
  CHECK(list_text(*table, "qop", 0) == "[-0.5,null]");
  CHECK(list_text(*table, "majority_particle_id", 0) == "[6,18446744073709551615]");
  CHECK(list_text(*table, "hit_ids", 0) == "[[14,11,10],[12,13]]");
  CHECK(list_text(*table, "track_id", 0) == "[1,2]");
  CHECK(list_text(*table, "hit_ids", 1) == "[]");
  CHECK(table->GetColumnByName("track_id")->type()->Equals(arrow::list(arrow::uint16())));
}

TEST_CASE("without fit and truth the entries say so") {
  Sample sample;
  const auto table = sample.written({sample.path(), 1, 0}, nullptr, nullptr);
  CHECK(list_text(*table, "d0", 0) == "[null,null]");
  CHECK(list_text(*table, "majority_particle_id", 0) ==
        "[18446744073709551615,18446744073709551615]");
  CHECK(list_text(*table, "hit_ids", 0) == "[[14,11,10],[12,13]]");
}

TEST_CASE("a run that ends early leaves no file") {
  Sample sample;
  {
    Tracks sink({sample.path(), 1, 0});
    sink.begin(sample.context);
    sink(sample.info, sample.hits, sample.tracks, nullptr, nullptr, nullptr);
  }
  CHECK(fs::is_empty(sample.folder.path() / "out"));
}

TEST_CASE("events that do not fit the table are refused") {
  Sample sample;
  CHECK(sample.refusal() == "no exception");
  SUBCASE("a hit id of more than 32 bits") {
    sample.hits.id[2] = 1ULL << 32U;
    CHECK(sample.refusal() == "hit id 4294967296 has more than the 32 bits of the column hit_ids");
  }
  SUBCASE("parameters of other tracks") {
    sample.parameters.resize(3);
    CHECK(sample.refusal().find("2 tracks and 3 fitted ones") != std::string::npos);
  }
  SUBCASE("hits of another event") {
    sample.tracks.push_back(std::vector<std::uint32_t>{6});
    CHECK(sample.refusal().find("belong to different events") != std::string::npos);
  }
  SUBCASE("too many tracks") {
    sample.hits.resize(65537);
    sample.tracks.clear();
    for (std::uint32_t hit = 0; hit < 65536; ++hit) sample.tracks.push_back(std::array{hit});
    CHECK(sample.refusal() == "the event has 65536 tracks; the column track_id holds 65535");
  }
  SUBCASE("a file that cannot be made ends the run") {
    Tracks sink({"/dev/null/tracks.parquet", 1, 0});
    CHECK_THROWS(sink.begin(sample.context));
  }
}
