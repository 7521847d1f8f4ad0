// Events with truth written down particle by particle, for tests.
#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "trackloom/run_context.hpp"

namespace trackloom::evaluation {

struct SmallEvent {
  Hits hits;
  Truth truth;
  Particles particles;
  TrackCandidates tracks;

  SmallEvent() { truth.present = particles.present = true; }

  // Ids in ascending order. pT along x, GeV; production radius along x, mm.
  void particle(std::uint64_t id, float pt, float eta = 0, float radius = 0) {
    const std::size_t row = particles.size();
    particles.resize(row + 1, false);
    particles.id[row] = id;
    particles.px[row] = pt;
    particles.pz[row] = pt * std::sinh(eta);
    particles.vx[row] = radius;
  }

  // `count` hits of a particle (0: noise), of equal weight, on consecutive layers; per_layer of
  // them on each. Returns the row of the first.
  std::uint32_t add_hits(std::uint64_t id, std::uint32_t count, double weight = 1,
                         std::uint32_t per_layer = 1) {
    const std::size_t first = hits.size();
    hits.resize(first + count);
    truth.resize(first + count);
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::size_t h = first + i;
      hits.id[h] = h + 1;
      hits.layer[h] = static_cast<std::uint16_t>(i / per_layer);
      truth.particle_id[h] = id;
      truth.particle[h] = no_particle;
      for (std::uint32_t p = 0; p < particles.size(); ++p) {
        if (particles.id[p] == id) truth.particle[h] = p;
      }
      hits.x[h] = truth.x[h] = 1000 + 30.0F * static_cast<float>(i);
      truth.weight[h] = weight;
    }
    return static_cast<std::uint32_t>(first);
  }

  void track(std::vector<std::uint32_t> rows) { tracks.push_back(rows); }
};

struct RecordedSummary : Summary {
  std::map<std::string, double> figures;
  std::map<std::string, Table> tables;
  void figure(const std::string& name, double value) override { figures[name] = value; }
  void table(Table table) override {
    const std::string name = table.name;
    tables[name] = std::move(table);
  }
  void output(const std::filesystem::path&) override {}

  // The second column of the row with this first one; "absent" without.
  std::string cell(const std::string& table, const std::string& row) const {
    for (const auto& r : tables.at(table).rows) {
      if (r[0] == row) return r[1];
    }
    return "absent";
  }
};

struct NamedContext : RunContext {
  std::string name;
  std::filesystem::path folder;
  explicit NamedContext(std::string n) : name(std::move(n)) {}
  const std::string& stage_name() const override { return name; }
  const std::filesystem::path& output_directory() const override { return folder; }
  unsigned threads() const override { return 1; }
  unsigned in_flight() const override { return 1; }
  std::uint64_t event_limit() const override { return 0; }
  bool stop_requested() const override { return false; }
  void status(const std::string&) override {}
};

}  // namespace trackloom::evaluation
