// What a benchmark has measured, and how it is shown and kept.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench_scan.hpp"
#include "bench_statistics.hpp"
#include "trackloom/run.hpp"

// One configuration: values of each quantity, one per repetition.
struct Measured {
  Choice choice;
  std::string config_hash;
  unsigned threads = 0, in_flight = 0;
  std::uint64_t events = 0;                             // of one repetition
  double seconds = 0;                                   // spent on it, warm-up and loading included
  std::vector<double> wall_ms, cpu_ms, peak_mb;         // per event, per event, of the process
  std::vector<std::string> stages;                      // in the order of the plan
  std::map<std::string, std::string> stage_of;          // PLUGIN.STAGE by name
  std::map<std::string, std::vector<double>> stage_ms;  // mean time of a call
  std::string bottleneck;                               // of the last repetition

  void add(const trackloom::RunReport& report, double cpu_s);
};

// A quantity as the outputs list it: "event", "processor", "memory" or a stage's name.
struct Row {
  std::string quantity, stage, unit;
  Spread spread;
};

std::vector<Row> rows_of(const Measured& measured);
void print_tables(const std::vector<Measured>& all);
std::string csv_of(const std::vector<Measured>& all);
nlohmann::ordered_json json_of(const std::vector<Measured>& all);
