// trackloom convert: events from one format to another, by a pipeline of a reader and a writer.
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <system_error>

#include "commands.hpp"
#include "input_format.hpp"
#include "load_options.hpp"
#include "progress_line.hpp"
#include "run_process.hpp"
#include "temporary_folder.hpp"
#include "trackloom/run.hpp"

namespace {

namespace fs = std::filesystem;
using trackloom::ExitCode;
using trackloom::RunReport;

struct ConvertOptions {
  std::string input, output;
  std::string source;  // PLUGIN.STAGE; empty: by what the input is
  std::vector<std::string> plugin_path;
  std::uint64_t events = 0;
  std::uint64_t skip = 0;
  std::string max_failures = "0";
  std::string detector;
  bool gzip = false;
  bool no_cells = false;
  bool no_truth = false;
  std::string progress = "auto";
  bool json = false;
};

ExitCode refuse(const std::string& message) {
  std::fprintf(stderr, "trackloom: error: %s\n", message.c_str());
  return ExitCode::configuration;
}

// Why nothing may be written there; empty: it may.
std::string obstacle(const fs::path& output) {
  std::error_code error;
  if (!fs::exists(output, error)) return {};
  if (fs::is_directory(output, error) && fs::is_empty(output, error)) return {};
  return output.string() + " exists already; remove it or name another";
}

// Where the output grows: beside its place, and there only when all of it is done. A run that ends
// early leaves a file that is sound but not the whole data set.
class Unfinished {
 public:
  explicit Unfinished(fs::path output) : output_(std::move(output)) {
    // A folder may be given with a slash at its end.
    if (!output_.has_filename()) output_ = output_.parent_path();
    path_ = output_;
    path_ += ".unfinished-" + std::to_string(::getpid());
  }
  ~Unfinished() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

  const fs::path& path() const noexcept { return path_; }
  void finish() const { fs::rename(path_, output_); }  // over an empty folder, too

 private:
  fs::path output_, path_;
};

std::string source_of(const ConvertOptions& options) {
  const std::string source = options.source.empty() ? source_for(options.input) : options.source;
  return source.empty() ? "trackml.reader" : source;
}

// Names are put in as variables, so that nothing in them is read as YAML.
std::string document(const ConvertOptions& options) {
  const bool binary = fs::path(options.output).extension() == ".tlevents";
  const std::string parts = std::string(", cells: ") + (options.no_cells ? "false" : "true") +
                            ", truth: " + (options.no_truth ? "false" : "true");
  std::string text = "pipeline: convert\nrun: {threads: 2, max_failures: \"${max_failures}\"}\n";
  text += "source:\n  use: \"${source}\"\n  params: {path: \"${input}\"" + parts;
  if (!options.detector.empty()) text += ", detector: \"${detector}\"";
  text += "}\nsinks:\n  - name: converted\n    use: ";
  text += binary ? "event_file.writer\n    params: {path: \"${output}\""
                 : "trackml.writer\n    params: {folder: \"${output}\"";
  if (!binary && options.gzip) text += ", gzip: true";
  return text + "}\n";
}

// What the run has noted about events that could not be converted.
void print_failures(const fs::path& quarantine) {
  std::ifstream lines(quarantine);
  for (std::string line; std::getline(lines, line);) {
    const auto entry = nlohmann::json::parse(line, nullptr, false);
    if (!entry.is_object() || !entry.contains("event") || !entry.contains("error")) continue;
    std::fprintf(stderr, "trackloom: event %s was left out: %s\n", entry["event"].dump().c_str(),
                 entry["error"].get<std::string>().c_str());
  }
}

void print(const RunReport& report, const ConvertOptions& options) {
  if (options.json) {
    std::fputs(report.json().c_str(), stdout);
    return;
  }
  std::printf("%s: %llu events written, %llu failed, %.2f s\n", options.output.c_str(),
              static_cast<unsigned long long>(report.written),
              static_cast<unsigned long long>(report.failed), report.wall_s);
}

ExitCode convert(const ConvertOptions& options) {
  if (const std::string reason = obstacle(options.output); !reason.empty()) return refuse(reason);
  const TemporaryFolder work;  // the pipeline, and the files that every run leaves
  const Unfinished unfinished(options.output);
  trackloom::LoadOptions load;
  load.plugin_path = plugin_search_path(options.plugin_path);
  load.variables = {{"source", source_of(options)},
                    {"input", options.input},
                    {"output", unfinished.path().string()},
                    {"detector", options.detector},
                    {"max_failures", options.max_failures}};
  trackloom::Findings findings;
  const auto plan =
      trackloom::load_plan(work.write("convert.yaml", document(options)), load, findings);
  for (const trackloom::Finding& finding : findings) {
    refuse(finding.message + (finding.hint.empty() ? "" : "; " + finding.hint));
  }
  if (plan == nullptr) return ExitCode::configuration;

  keep_large_blocks();
  trackloom::RunOptions run_options;
  run_options.stop = &catch_signals();
  run_options.output = work.path() / "run";
  run_options.events = options.events;
  run_options.skip = options.skip;
  ProgressLine line(progress_style(options.progress));
  if (options.progress != "off") {
    run_options.progress = [&line](const trackloom::Progress& progress) { line.show(progress); };
  }
  RunReport report;
  {
    const ExitGuard guard({work.path()});
    report = trackloom::run(*plan, run_options);
  }
  line.end();
  if (report.exit == ExitCode::done) unfinished.finish();
  print_failures(run_options.output / "quarantine.jsonl");
  if (report.exit != ExitCode::done) {
    std::fprintf(stderr, "trackloom: error: %s\n", report.message.c_str());
  }
  if (report.exit == ExitCode::done) print(report, options);
  return report.exit;
}

}  // namespace

void add_convert(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("convert", "Write the events of a data set in another format");
  auto options = std::make_shared<ConvertOptions>();
  command->add_option("input", options->input, "a TrackML folder or zip file, or an event file")
      ->type_name("IN")
      ->required();
  command
      ->add_option("output", options->output,
                   "NAME.tlevents: an event file; any other name: a TrackML folder")
      ->type_name("OUT")
      ->required();
  command->add_option("--source", options->source, "read IN with this stage")
      ->type_name("PLUGIN.STAGE");
  command->add_option("--events", options->events, "at most so many events; 0: all")
      ->type_name("N");
  command->add_option("--skip", options->skip, "pass over so many events first")->type_name("N");
  command
      ->add_option("--max-failures", options->max_failures,
                   "accept so many events that cannot be read, or a percentage")
      ->type_name("N|P%")
      ->capture_default_str();
  command->add_option("--detector", options->detector, "the detector, where IN has none")
      ->type_name("FILE");
  command->add_flag("--gzip", options->gzip, "write .csv.gz");
  command->add_flag("--no-cells", options->no_cells, "leave the cells out");
  command->add_flag("--no-truth", options->no_truth, "leave truth and particles out");
  add_plugin_path(*command, options->plugin_path);
  command->add_option("--progress", options->progress, "progress on standard error")
      ->check(CLI::IsMember({"auto", "plain", "off"}))
      ->capture_default_str();
  command->add_flag("--json", options->json, "print the report as JSON");
  command->footer(
      "Examples:\n"
      "  trackloom convert DATA events.tlevents\n"
      "  trackloom convert events.tlevents FOLDER --gzip");
  command->callback([options, &exit_code] { exit_code = static_cast<int>(convert(*options)); });
}
