// The subcommands. Each adds its options to the application and, once parsed, runs and sets the
// exit code (trackloom::ExitCode).
#pragma once

#include <CLI/CLI.hpp>

void add_bench(CLI::App& app, int& exit_code);
void add_check(CLI::App& app, int& exit_code);
void add_compare(CLI::App& app, int& exit_code);
void add_completion(CLI::App& app, int& exit_code);
void add_convert(CLI::App& app, int& exit_code);
void add_describe(CLI::App& app, int& exit_code);
void add_display(CLI::App& app, int& exit_code);
void add_explain(CLI::App& app, int& exit_code);
void add_graph(CLI::App& app, int& exit_code);
void add_report(CLI::App& app, int& exit_code);
void add_init(CLI::App& app, int& exit_code);
void add_new_plugin(CLI::App& app, int& exit_code);
void add_run(CLI::App& app, int& exit_code);
void add_schema(CLI::App& app, int& exit_code);
