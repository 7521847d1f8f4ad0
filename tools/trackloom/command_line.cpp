// trackloom: run, check and look at pipelines.
#include "command_line.hpp"

#include <cstdio>
#include <exception>

#include "commands.hpp"
#include "trackloom/run.hpp"

int run_command_line(int argc, char** argv) {
  CLI::App app("Trackloom: track reconstruction pipelines", "trackloom");
  app.require_subcommand(1);
  app.footer(
      "Examples:\n"
      "  trackloom run pipelines/default.yaml --input DATA --output out\n"
      "  trackloom init my_chain                  a pipeline to start from\n"
      "  trackloom COMMAND --help                 options and examples");
  int exit_code = static_cast<int>(trackloom::ExitCode::done);
  add_run(app, exit_code);
  add_report(app, exit_code);
  add_check(app, exit_code);
  add_compare(app, exit_code);
  add_describe(app, exit_code);
  add_display(app, exit_code);
  add_graph(app, exit_code);
  add_explain(app, exit_code);
  add_init(app, exit_code);
  add_new_plugin(app, exit_code);
  add_schema(app, exit_code);
  add_completion(app, exit_code);
  add_convert(app, exit_code);
  add_bench(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Help is not an error; everything else on the command line is a configuration error.
    const bool good = app.exit(error) == 0;
    return static_cast<int>(good ? trackloom::ExitCode::done : trackloom::ExitCode::configuration);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "trackloom: error: %s\n", error.what());
    return static_cast<int>(trackloom::ExitCode::fatal);
  }
  return exit_code;
}
