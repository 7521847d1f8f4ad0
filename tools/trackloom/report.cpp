// trackloom report: the output of a run as one HTML page.
#include <spawn.h>

#include <cstdio>
#include <memory>

#include "commands.hpp"
#include "plan_svg.hpp"
#include "reporting/report_page.hpp"
#include "trackloom/output_file.hpp"
#include "trackloom/run.hpp"

extern char** environ;

namespace {

using trackloom::ExitCode;

struct ReportOptions {
  std::string folder;
  std::string page;  // empty: FOLDER/report.html
  bool open = false;
};

// With the desktop's program for HTML, which goes on by itself.
bool open_page(const std::string& file) {
  std::string program = "xdg-open", argument = file;
  char* const arguments[] = {program.data(), argument.data(), nullptr};
  pid_t child = 0;
  return ::posix_spawnp(&child, program.c_str(), nullptr, nullptr, arguments, environ) == 0;
}

// The pipeline as it ran; empty where its plugins or files are not there any more.
std::string drawing_of(const reporting::RunRecord& record) {
  trackloom::Findings findings;
  const auto plan = trackloom::load_plan(record.folder / "pipeline.yaml", {}, findings);
  return plan == nullptr ? std::string() : plan_svg(*plan, {.standalone = false});
}

ExitCode report(const ReportOptions& options) {
  try {
    const reporting::RunRecord record = reporting::read_run(options.folder);
    const std::filesystem::path file = options.page.empty()
                                           ? std::filesystem::path(options.folder) / "report.html"
                                           : std::filesystem::path(options.page);
    trackloom::OutputFile out(file);
    out.write(reporting::report_page(record, drawing_of(record)));
    out.commit();
    std::printf("%s\n", file.c_str());
    if (options.open && !open_page(file.string())) {
      std::fprintf(stderr,
                   "trackloom: the page is written, but xdg-open is not there to show it; open it "
                   "with a browser\n");
    }
    return ExitCode::done;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "trackloom: error: %s\n", error.what());
    return ExitCode::configuration;
  }
}

}  // namespace

void add_report(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("report", "Write what a run left as one self-contained HTML page");
  auto options = std::make_shared<ReportOptions>();
  command->add_option("run", options->folder, "the output folder of a run")
      ->type_name("RUN_DIR")
      ->required();
  command->add_option("--page", options->page, "where the page is put; default RUN_DIR/report.html")
      ->type_name("FILE");
  command->add_flag("--open", options->open, "show it with the desktop's browser");
  command->footer(
      "Examples:\n"
      "  trackloom run pipelines/default.yaml --output out --trace out/trace.json\n"
      "  trackloom report out --open");
  command->callback([options, &exit_code] { exit_code = static_cast<int>(report(*options)); });
}
