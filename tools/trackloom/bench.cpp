// trackloom bench: a pipeline's time per event and per stage, repeated until the median is known.
//
// Configurations take turns, so that what else the machine does falls on all of them alike.
#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <thread>

#include "bench_result.hpp"
#include "commands.hpp"
#include "load_options.hpp"
#include "run_process.hpp"
#include "trackloom/output_file.hpp"
#include "trackloom/run.hpp"

namespace {

namespace fs = std::filesystem;
using trackloom::ExitCode;
using trackloom::RunReport;

struct BenchOptions {
  PipelineOptions pipeline;
  std::vector<std::string> scan;
  std::uint64_t events = 0;
  std::uint64_t skip = 0;
  unsigned warm_up = 1;
  unsigned min_repetitions = 6;
  unsigned max_repetitions = 200;
  double width = 0.02;
  double max_seconds = 300;
  bool json = false;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// The peak of the process starts anew with each run: memory of the run before goes back to the
// system, and Linux forgets its mark (proc(5), clear_refs).
void reset_peak_memory() {
  ::malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";
}

double load_average() {
  double average = 0;
  std::ifstream("/proc/loadavg") >> average;
  return average;
}

std::string processor_name() {
  std::ifstream lines("/proc/cpuinfo");
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

class Bench {
 public:
  explicit Bench(const BenchOptions& options) : options_(options) {
    std::vector<Scan> scans;
    for (const std::string& text : options.scan) scans.push_back(parse_scan(text));
    for (Choice& choice : combinations(scans)) {
      measured_.emplace_back().choice = std::move(choice);
    }
  }

  // Every combination is planned before the first one runs.
  bool check() const {
    bool good = true;
    for (const Measured& one : measured_) good = plan(one.choice) != nullptr && good;
    return good;
  }

  // Repeats until each median is known, or the time is over. What is not done is an error of a run.
  ExitCode measure() {
    stop_ = &catch_signals();
    start_ = std::chrono::steady_clock::now();
    for (unsigned round = 0; !finished(round); ++round) {
      for (Measured& one : measured_) {
        if (done(one) || (round >= required() && out_of_time())) continue;
        if (const ExitCode code = repeat(one, round < options_.warm_up); code != ExitCode::done) {
          return code;
        }
      }
    }
    return ExitCode::done;
  }

  const std::vector<Measured>& measured() const noexcept { return measured_; }
  double seconds() const { return seconds_since(start_); }
  bool tight() const {
    return std::all_of(measured_.begin(), measured_.end(), [&](const Measured& m) {
      return spread_of(m.wall_ms).relative_width() <= options_.width;
    });
  }

 private:
  std::unique_ptr<trackloom::Plan> plan(const Choice& choice) const {
    trackloom::LoadOptions load = to_load_options(options_.pipeline);
    load.variables["output"] = run_folder().string();
    apply(choice, load);
    trackloom::Findings findings;
    auto plan = trackloom::load_plan(options_.pipeline.file, load, findings);
    if (plan == nullptr) print_findings(findings, stderr);
    return plan;
  }
  fs::path run_folder() const { return fs::path(options_.pipeline.output) / "last_run"; }

  bool out_of_time() const { return seconds() > options_.max_seconds; }
  // One measured repetition is always made.
  unsigned required() const { return options_.warm_up + 1; }
  bool done(const Measured& one) const {
    return one.wall_ms.size() >= options_.max_repetitions ||
           (one.wall_ms.size() >= options_.min_repetitions &&
            spread_of(one.wall_ms).relative_width() <= options_.width);
  }
  bool finished(unsigned round) const {
    return (round >= required() && out_of_time()) ||
           std::all_of(measured_.begin(), measured_.end(),
                       [&](const Measured& one) { return done(one); });
  }

  ExitCode repeat(Measured& one, bool warm_up) {
    const auto start = std::chrono::steady_clock::now();
    reset_peak_memory();
    const auto planned = plan(one.choice);
    if (planned == nullptr) return ExitCode::configuration;
    trackloom::RunOptions run;
    run.output = run_folder();
    run.events = options_.events;
    run.skip = options_.skip;
    run.stop = stop_;
    const double before = processor_seconds();
    RunReport report;
    {
      const ExitGuard guard({run.output});
      report = trackloom::run(*planned, run);
    }
    const double cpu_s = processor_seconds() - before;
    if (report.exit == ExitCode::done && report.written == 0) {
      report.exit = ExitCode::configuration;
      report.message = "no event was written, so there is nothing to measure";
    }
    if (report.exit != ExitCode::done) {
      std::fprintf(stderr, "trackloom: error: %s\n", report.message.c_str());
      return report.exit;
    }
    if (!warm_up) one.add(report, cpu_s);
    one.seconds += seconds_since(start);
    return ExitCode::done;
  }

  const BenchOptions& options_;
  std::vector<Measured> measured_;
  std::chrono::steady_clock::time_point start_;
  trackloom::StopRequest* stop_ = nullptr;
};

void write_file(const fs::path& path, const std::string& text) {
  trackloom::OutputFile file(path);
  file.write(text);
  file.commit();
}

ExitCode bench(const BenchOptions& options) try {
  keep_large_blocks();
  const double load_before = load_average();
  Bench bench(options);
  if (!bench.check()) return ExitCode::configuration;
  if (const ExitCode code = bench.measure(); code != ExitCode::done) return code;

  nlohmann::ordered_json json;
  json["pipeline"] = options.pipeline.file;
  json["input"] = options.pipeline.input;
  json["processor"] = processor_name();
  json["hardware_threads"] = std::thread::hardware_concurrency();
  json["load_average"] = {load_before, load_average()};
  json["warm_up"] = options.warm_up;
  json["width"] = options.width;
  json["tight"] = bench.tight();
  json["seconds"] = bench.seconds();
  json["configurations"] = json_of(bench.measured());
  const std::string text =
      json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  const fs::path folder = options.pipeline.output;
  write_file(folder / "bench.json", text);
  write_file(folder / "bench.csv", csv_of(bench.measured()));
  if (options.json) {
    std::fputs(text.c_str(), stdout);
    return ExitCode::done;
  }
  print_tables(bench.measured());
  if (!bench.tight()) {
    std::printf("The time was over before every interval was within %g %% of its median.\n",
                100 * options.width);
  }
  std::printf("%s, %u hardware threads, load average %.2f before and %.2f after; %s, %s\n",
              processor_name().c_str(), std::thread::hardware_concurrency(), load_before,
              load_average(), (folder / "bench.csv").c_str(), (folder / "bench.json").c_str());
  return ExitCode::done;
} catch (const std::invalid_argument& error) {
  std::fprintf(stderr, "trackloom: error: %s\n", error.what());
  return ExitCode::configuration;
}

}  // namespace

void add_bench(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("bench", "Measure a pipeline's time per event and stage");
  auto options = std::make_shared<BenchOptions>();
  options->pipeline.output = "bench";
  add_pipeline_options(*command, options->pipeline);
  command
      ->add_option("--scan", options->scan,
                   "measure every value: threads=1,2, in_flight=1,4, variant=a,b or PATH=A,B as "
                   "--set takes it (repeatable: all combinations)")
      ->type_name("KEY=A,B,...")
      ->take_all()
      ->allow_extra_args(false);
  command->add_option("--events", options->events, "at most so many events a run; 0: all")
      ->type_name("N");
  command->add_option("--skip", options->skip, "pass over so many events first")->type_name("N");
  command->add_option("--warm-up", options->warm_up, "runs that do not count, per configuration")
      ->type_name("N")
      ->capture_default_str();
  command
      ->add_option("--width", options->width,
                   "repeat until half the interval is this fraction of the median")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--min-repetitions", options->min_repetitions, "at least so many")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  command->add_option("--max-repetitions", options->max_repetitions, "at most so many")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  command->add_option("--max-seconds", options->max_seconds, "stop after this time in all")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_flag("--json", options->json, "print bench.json");
  command->footer(
      "Example:\n"
      "  trackloom bench pipelines/default.yaml --input DATA --output bench --scan threads=1,2");
  command->callback([options, &exit_code] { exit_code = static_cast<int>(bench(*options)); });
}
