// The pile-up-200 event that graph benchmarks run on: the first of acts-ttbar200 in the test data.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "trackml/detector_csv.hpp"
#include "trackml/event_reader.hpp"

namespace trackloom::bench {

namespace fs = std::filesystem;

inline fs::path data_folder() {
  const char* set = std::getenv("TRACKLOOM_TEST_DATA");
  const fs::path root =
      set != nullptr ? fs::path(set) : fs::path(TRACKLOOM_SOURCE_DIR) / ".." / "shared" / "data";
  return root / "acts-ttbar200";
}

struct Sample {
  DetectorRef detector;
  trackml::EventData event;

  Sample() {
    const trackml::DataSet data_set(data_folder());
    trackml::ReadScratch scratch;
    trackml::ByteBuffer text;
    data_set.store().read(*data_set.detector(), std::uint64_t{1} << 32, scratch, text);
    detector.detector =
        std::make_shared<const Detector>(trackml::parse_detector("detectors.csv", text));
    trackml::EventReader reader(data_set, *detector, {.cells = false});
    reader.read(data_set.events().front(), event);
  }
};

inline const Sample& sample() {
  static const Sample value;
  return value;
}

}  // namespace trackloom::bench
