// trackloom display: a page with a 3D view of one event of a run, or the event for Phoenix.
//
// A run keeps no event data: the recorded pipeline is run again for this one event, with its sinks
// replaced by those of the plugin `display`. Output is the same for any number of threads, so that
// this shows what the run has made.
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "commands.hpp"
#include "display_wiring.hpp"
#include "load_options.hpp"
#include "run_folder.hpp"
#include "run_process.hpp"
#include "trackloom/output_file.hpp"
#include "trackloom/run.hpp"

namespace {

namespace fs = std::filesystem;
using trackloom::ExitCode;
using trackloom::Plan;

struct DisplayOptions {
  std::string run_folder;
  std::uint64_t event = 0;
  std::string output;   // empty: RUN_DIR/display/event000001000.html
  std::string phoenix;  // write this in place of the page
  std::string tracks;
  std::string input;
  std::uint64_t max_edges = 400000;
  std::vector<std::string> plugin_path;
};

// A folder for the run's own files, beside what is to be written; removed at the end.
class Workplace {
 public:
  explicit Workplace(const fs::path& target)
      : path_(fs::absolute(target).parent_path() / (".display-" + std::to_string(::getpid()))) {
    fs::create_directories(path_);
  }
  ~Workplace() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// YAML in double quotes: JSON's strings are a part of it.
std::string quoted(const std::string& text) {
  std::string out =
      nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  // `${` would be a variable.
  for (std::size_t at = 0; (at = out.find("${", at)) != std::string::npos; at += 3)
    out.insert(at, "$");
  return out;
}

// An overlay over the recorded pipeline: no sinks but ours.
std::string overlay(const DisplayOptions& options, const Plan& plan, const fs::path& work) {
  const DisplayWiring wiring = display_wiring(plan, options.tracks);
  std::string text =
      "include: " + quoted(fs::absolute(recorded_pipeline(options.run_folder)).string()) +
      "\nrun: {on_error: skip}\nsinks:\n";
  for (const auto& stage : plan.stages) {
    if (stage.info->kind == trackloom::StageKind::sink) {
      text += "  - {name: " + stage.name + ", remove: true}\n";
    }
  }
  const bool phoenix = !options.phoenix.empty();
  text += std::string("  - name: display_of_event\n    use: display.") +
          (phoenix ? "phoenix" : "event") + "\n    in: {tracks: " + wiring.tracks +
          ", track_parameters: " + (wiring.parameters.empty() ? "null" : wiring.parameters);
  if (phoenix) {
    return text + "}\n    params: {path: " + quoted((work / "event.json").string()) + "}\n";
  }
  const char* const ports[2][2] = {{"graph", "scores"}, {"graph_2", "scores_2"}};
  std::string names;
  for (std::size_t i = 0; i < 2; ++i) {
    const bool there = i < wiring.graphs.size();
    const std::string scores = there ? wiring.graphs[i].scores : "";
    text += std::string(", ") + ports[i][0] + ": " + (there ? wiring.graphs[i].graph : "null") +
            ", " + ports[i][1] + ": " + (scores.empty() ? "null" : scores);
    if (there) names += (names.empty() ? "" : ", ") + quoted(wiring.graphs[i].name);
  }
  return text + "}\n    params: {folder: " + quoted(work.string()) +
         ", title: " + quoted(plan.pipeline) + ", graph_names: [" + names +
         "], max_edges: " + std::to_string(options.max_edges) + "}\n";
}

// Only what is an error: what the display does not read is no news.
void print_errors(const trackloom::Findings& findings) {
  trackloom::Findings errors;
  for (const auto& finding : findings) {
    if (finding.severity == trackloom::Severity::error) errors.push_back(finding);
  }
  print_findings(errors, stderr);
}

std::unique_ptr<Plan> load(const fs::path& file, const DisplayOptions& options) {
  trackloom::LoadOptions load;
  load.plugin_path = plugin_search_path(options.plugin_path);
  if (!options.input.empty()) load.set.push_back("source.params.path=" + options.input);
  trackloom::Findings findings;
  auto plan = trackloom::load_plan(file, load, findings);
  if (plan == nullptr) {
    print_errors(findings);
    std::fprintf(
        stderr,
        "trackloom: error: the pipeline of %s cannot be run again here; relative paths in it "
        "start at the folder in which it was run; --input names other events\n",
        options.run_folder.c_str());
  }
  return plan;
}

std::string event_name(std::uint64_t event, const char* ending) {
  char name[64];
  std::snprintf(name, sizeof name, "event%09llu.%s", static_cast<unsigned long long>(event),
                ending);
  return name;
}

std::string why_not(const DisplayOptions& options, const trackloom::RunReport& report,
                    const fs::path& work) {
  const std::string event = "event " + std::to_string(options.event);
  if (report.read == 0) {
    return "there is no " + event +
           " in the input of this run; its submission.csv or its source lists "
           "the events that there are";
  }
  const std::string now = recorded_failure(work, options.event);
  if (!now.empty()) return event + " fails, so that there is nothing to display: " + now;
  return report.message.empty() ? event + " could not be displayed" : report.message;
}

ExitCode display(const DisplayOptions& options) {
  const bool phoenix = !options.phoenix.empty();
  const fs::path target = phoenix                  ? fs::path(options.phoenix)
                          : options.output.empty() ? fs::path(options.run_folder) / "display" /
                                                         event_name(options.event, "html")
                                                   : fs::path(options.output);
  const auto recorded = load(recorded_pipeline(options.run_folder), options);
  if (recorded == nullptr) return ExitCode::configuration;
  const Workplace work(target);
  const fs::path file = work.path() / "display.yaml";
  trackloom::OutputFile out(file);
  out.write(overlay(options, *recorded, work.path()));
  out.commit();
  const auto plan = load(file, options);
  if (plan == nullptr) return ExitCode::configuration;

  trackloom::RunOptions run;
  run.output = work.path() / "run";
  run.only = {options.event};
  run.only_set = true;
  run.stop = &catch_signals();
  const trackloom::RunReport report = trackloom::run(*plan, run);
  const fs::path made = work.path() / (phoenix ? "event.json" : event_name(options.event, "html"));
  if (report.written != 1 || !fs::exists(made)) {
    std::fprintf(stderr, "trackloom: error: %s\n", why_not(options, report, run.output).c_str());
    return report.exit == ExitCode::done ? ExitCode::configuration : report.exit;
  }
  fs::rename(made, target);
  std::printf("%s\n", target.c_str());
  return ExitCode::done;
}

ExitCode display_or_say_why(const DisplayOptions& options) {
  try {
    return display(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "trackloom: error: %s\n", error.what());
    return ExitCode::configuration;
  }
}

}  // namespace

void add_display(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("display", "Make a page with a 3D view of an event of a run");
  auto options = std::make_shared<DisplayOptions>();
  command->add_option("run", options->run_folder, "the output folder of a run")
      ->type_name("RUN_DIR")
      ->required();
  command->add_option("--event", options->event, "the event's id")->type_name("ID")->required();
  command
      ->add_option("--output", options->output,
                   "the page to write; default: RUN_DIR/display/event000001000.html")
      ->type_name("FILE.html");
  command
      ->add_option("--phoenix", options->phoenix, "write JSON for Phoenix (HSF) instead of a page")
      ->type_name("FILE.json");
  command
      ->add_option("--tracks", options->tracks,
                   "show the tracks of this stage; default: the run's result")
      ->type_name("STAGE");
  command
      ->add_option("--max-edges", options->max_edges,
                   "show at most so many edges of a graph, the best ones")
      ->type_name("N")
      ->capture_default_str();
  command
      ->add_option("--input", options->input, "read the event from here; default: as the run did")
      ->type_name("PATH");
  add_plugin_path(*command, options->plugin_path);
  command->footer(
      "Examples:\n"
      "  trackloom run pipelines/default.yaml --output out\n"
      "  trackloom display out --event 90001\n"
      "  trackloom display out --event 90001 --phoenix event.json");
  command->callback(
      [options, &exit_code] { exit_code = static_cast<int>(display_or_say_why(*options)); });
}
