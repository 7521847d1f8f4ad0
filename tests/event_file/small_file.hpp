// A folder of its own, two small events, and the writer and reader driven by hand.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "event_file/reader.hpp"
#include "event_file/writer.hpp"
#include "temporary_folder.hpp"
#include "trackloom/error.hpp"

namespace event_file_test {

namespace fs = std::filesystem;
using namespace trackloom;

using trackloom_test::TemporaryFolder;

inline std::string bytes_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_bytes(const std::string& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

class FakeContext : public RunContext {
 public:
  const std::string& stage_name() const override { return name_; }
  const fs::path& output_directory() const override { return output_; }
  unsigned threads() const override { return 1; }
  unsigned in_flight() const override { return 1; }
  std::uint64_t event_limit() const override { return 0; }
  bool stop_requested() const override { return false; }
  void status(const std::string&) override {}

 private:
  std::string name_ = "stage";
  fs::path output_ = ".";
};

class FakeSummary : public Summary {
 public:
  void figure(const std::string& name, double value) override { figures[name] = value; }
  void table(Table) override {}
  void output(const fs::path& path) override { outputs.push_back(path); }
  std::map<std::string, double> figures;
  std::vector<fs::path> outputs;
};

// An event with all its products.
struct TestEvent {
  EventInfo info;
  Hits hits;
  Cells cells;
  DetectorRef detector;
  Truth truth;
  Particles particles;
};

inline DetectorRef small_detector(float shift = 0) {
  std::vector<Module> modules(3);
  for (std::uint32_t i = 0; i < 3; ++i) {
    modules[i].volume_id = 7 + i / 2;
    modules[i].layer_id = 2;
    modules[i].module_id = 1 + i;
    modules[i].center = {0.1F * static_cast<float>(i) + shift, -5.25F, 1502.5F};
    modules[i].rotation = {0.1F, 0.2F, 0.3F, 0, 1, 0, 0, 0, 1e-20F};
    modules[i].thickness = 0.15F;
    modules[i].min_half_u = 8.4F;
    modules[i].max_half_u = 8.5F;
    modules[i].half_v = 36;
    modules[i].pitch_u = 0.05F;
    modules[i].pitch_v = 0.05625F;
  }
  return {std::make_shared<const Detector>(std::move(modules))};
}

// `hits` hits with numbers that depend on the id: all columns differ from each other.
inline TestEvent make_event(std::uint64_t id, std::size_t hits, const DetectorRef& detector) {
  TestEvent event;
  event.info.id = id;
  event.detector = detector;
  Hits& h = event.hits;
  h.resize(hits);
  Truth& t = event.truth;
  t.resize(hits);
  Cells& c = event.cells;
  c.first.push_back(0);
  Particles& p = event.particles;
  p.resize(2, true);
  p.id = {id % 1000 * 10 + 1, id % 1000 * 10 + 2};
  p.type = {-13, 211};
  for (auto* column : {&p.vx, &p.vy, &p.vz, &p.px, &p.py, &p.pz}) {
    *column = {0.1F * static_cast<float>(column - &p.vx + 1), -1e-30F};
  }
  p.charge = {-1, 1};
  p.hits = {1, 2};
  for (std::size_t i = 0; i < hits; ++i) {
    const auto n = static_cast<float>(i + id % 1000);
    h.id[i] = hits - i;  // falls, so that ids are not rows
    h.x[i] = 1.1F * n;
    h.y[i] = -2.3F * n;
    h.z[i] = 1e-3F * n;
    h.module[i] = static_cast<std::uint32_t>(i % 3);
    h.layer[i] = detector->layer_of(h.module[i]);
    t.particle_id[i] = i % 2 == 0 ? 0 : p.id[i / 2 % 2];
    t.particle[i] = i % 2 == 0 ? no_particle : static_cast<std::uint32_t>(i / 2 % 2);
    t.x[i] = n;
    t.y[i] = n + 1;
    t.z[i] = n + 2;
    t.px[i] = n + 3;
    t.py[i] = n + 4;
    t.pz[i] = n + 5;
    t.weight[i] = 1.0 / (3.0 + static_cast<double>(i));
    for (std::size_t k = 0; k < i % 4; ++k) {
      c.ch0.push_back(-static_cast<std::int32_t>(i));
      c.ch1.push_back(static_cast<std::int32_t>(k));
      c.value.push_back(0.5F + n);
    }
    c.first.push_back(static_cast<std::uint32_t>(c.ch0.size()));
  }
  h.fill_cylindrical();
  t.present = c.present = p.present = true;
  return event;
}

inline void put(event_file::Writer& writer, const TestEvent& event) {
  writer(event.info, event.hits, event.detector, &event.cells, &event.truth, &event.particles);
}

inline void write_file(const event_file::Writer::Config& config,
                       const std::vector<TestEvent>& events) {
  event_file::Writer writer(config);
  FakeContext context;
  writer.begin(context);
  for (const TestEvent& event : events) put(writer, event);
  FakeSummary summary;
  writer.finish(summary);
}

inline bool next(event_file::Reader& reader, TestEvent& event) {
  event = {};
  return reader(event.info, event.hits, event.cells, event.detector, event.truth, event.particles);
}

// The message of the exception that a call throws, empty if it throws none.
template <class F>
std::string message_of(F&& function) {
  try {
    function();
  } catch (const std::exception& error) {
    return error.what();
  }
  return {};
}

}  // namespace event_file_test
