// The options of every command that loads a pipeline.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "trackloom/plan.hpp"

struct PipelineOptions {
  std::string file;
  std::vector<std::string> variants;
  std::vector<std::string> set;
  std::vector<std::string> variables;  // NAME=VALUE
  std::vector<std::string> plugin_path;
  std::string input;   // empty: ${share}/events
  std::string source;  // PLUGIN.STAGE; empty: by what the input is, else the pipeline's own
  std::string output = "output";
  bool allow_environment = false;
};

void add_pipeline_options(CLI::App& command, PipelineOptions& options);
// The same without PIPELINE.yaml, for a command that takes several.
void add_loading_options(CLI::App& command, PipelineOptions& options);

// `--plugin-path DIR`, searched before the default folders; repeatable.
void add_plugin_path(CLI::App& command, std::vector<std::string>& folders);
std::vector<std::filesystem::path> plugin_search_path(const std::vector<std::string>& folders);

trackloom::LoadOptions to_load_options(const PipelineOptions& options);

// One finding per line, to standard output or error.
void print_findings(const trackloom::Findings& findings, std::FILE* stream);
