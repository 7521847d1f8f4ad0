#include "acts_csv/prototracks.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

using namespace trackloom;
using acts_csv::PrototracksSink;
namespace fs = std::filesystem;

namespace {

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Sample {
  fs::path folder = fs::temp_directory_path() / "trackloom-acts-csv";
  EventInfo info;
  Hits hits;
  TrackCandidates tracks;

  Sample() {
    fs::remove_all(folder);
    info.id = 1000;
    hits.resize(5);
    for (std::size_t i = 0; i < 5; ++i) {
      hits.x[i] = 0.5F * static_cast<float>(i);
      hits.y[i] = -32.25F;
      hits.z[i] = 1000.1F;
    }
    for (const std::vector<std::uint32_t>& track :
         {std::vector<std::uint32_t>{4, 1}, std::vector<std::uint32_t>{2, 0, 3}}) {
      tracks.push_back(track);
    }
  }
  ~Sample() { fs::remove_all(folder); }
};

}  // namespace

TEST_CASE("prototracks have ACTS' columns, one line per hit along the track") {
  Sample sample;
  PrototracksSink sink({sample.folder.string(), 3});
  sink(sample.info, sample.hits, sample.tracks, nullptr);
  CHECK(text_of(sample.folder / "event000001000-prototracks.csv") ==
        "trackId,measurementId,x,y,z\n"
        "0,2,1,-32.25,1000.1\n"
        "0,0,0,-32.25,1000.1\n"
        "0,3,1.5,-32.25,1000.1\n");
  PrototracksSink all({sample.folder.string(), 1});
  all(sample.info, sample.hits, sample.tracks, nullptr);
  CHECK(text_of(sample.folder / "event000001000-prototracks.csv").find("1,3,1.5") !=
        std::string::npos);
}

TEST_CASE("prototracks of space points have the rows of both measurements") {
  Sample sample;
  acts_csv::HitMeasurements made_of;
  made_of.present = true;
  made_of.first = {10, 11, 12, 13, 14};
  made_of.second = {20, acts_csv::HitMeasurements::none, 22, acts_csv::HitMeasurements::none, 24};
  PrototracksSink sink({sample.folder.string(), 3});
  sink(sample.info, sample.hits, sample.tracks, &made_of);
  CHECK(text_of(sample.folder / "event000001000-prototracks.csv") ==
        "trackId,measurementId,x,y,z\n"
        "0,12,1,-32.25,1000.1\n"
        "0,22,1,-32.25,1000.1\n"
        "0,10,0,-32.25,1000.1\n"
        "0,20,0,-32.25,1000.1\n"
        "0,13,1.5,-32.25,1000.1\n");
}

TEST_CASE("a folder that cannot be made ends the run") {
  const Sample sample;
  PrototracksSink sink({"/dev/null/folder", 3});
  CHECK_THROWS_AS(sink(sample.info, sample.hits, sample.tracks, nullptr), FatalError);
}
