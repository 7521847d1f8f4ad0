#include "load_options.hpp"

#include <cstdio>

#include "input_format.hpp"

namespace {

// A repeatable option that takes one value each time, so that it cannot swallow PIPELINE.
void add_repeatable(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                    const std::string& value, const std::string& doc) {
  command.add_option(name, values, doc)->type_name(value)->take_all()->allow_extra_args(false);
}

std::string check_assignment(const std::string& text) {
  const std::size_t equal = text.find('=');
  if (equal != std::string::npos && equal > 0) return {};
  return "'" + text + "' is not of the form NAME=VALUE";
}

}  // namespace

void add_plugin_path(CLI::App& command, std::vector<std::string>& folders) {
  add_repeatable(command, "--plugin-path", folders, "DIR",
                 "folder with plugins, searched before the default ones (repeatable)");
}

void add_pipeline_options(CLI::App& command, PipelineOptions& options) {
  command.add_option("pipeline", options.file, "the pipeline to load")
      ->type_name("PIPELINE.yaml")
      ->required();
  add_loading_options(command, options);
}

void add_loading_options(CLI::App& command, PipelineOptions& options) {
  add_repeatable(command, "--variant", options.variants, "NAME",
                 "apply a variant of the pipeline (repeatable, in order)");
  add_repeatable(command, "--set", options.set, "PATH=VALUE",
                 "change one value, such as stages.graph.params.max_edges=1000 (repeatable)");
  add_repeatable(command, "--var", options.variables, "NAME=VALUE",
                 "define the variable ${NAME} (repeatable)");
  command.get_option("--var")->check(CLI::Validator(check_assignment, ""));
  add_plugin_path(command, options.plugin_path);
  command.add_option("--input", options.input, "${input}; default: the shipped events")
      ->type_name("PATH");
  command
      .add_option("--source", options.source,
                  "read the input with this stage; default: the pipeline's, or what fits the file")
      ->type_name("PLUGIN.STAGE");
  command.add_option("--output", options.output, "${output}: the folder of the run's files")
      ->type_name("DIR")
      ->capture_default_str();
  command.add_flag("--allow-environment", options.allow_environment,
                   "let the pipeline read environment variables with ${env:NAME}");
}

std::vector<std::filesystem::path> plugin_search_path(const std::vector<std::string>& folders) {
  std::vector<std::filesystem::path> search(folders.begin(), folders.end());
  const auto defaults = trackloom::default_plugin_path();
  search.insert(search.end(), defaults.begin(), defaults.end());
  return search;
}

trackloom::LoadOptions to_load_options(const PipelineOptions& options) {
  trackloom::LoadOptions load;
  load.plugin_path = plugin_search_path(options.plugin_path);
  load.variants = options.variants;
  load.set = options.set;
  load.allow_environment = options.allow_environment;
  for (const std::string& variable : options.variables) {
    const std::size_t equal = variable.find('=');
    load.variables[variable.substr(0, equal)] = variable.substr(equal + 1);
  }
  if (!options.input.empty()) load.variables["input"] = options.input;
  load.source = options.source;
  load.input_source = source_for(options.input);
  load.variables["output"] = options.output;
  return load;
}

void print_findings(const trackloom::Findings& findings, std::FILE* stream) {
  for (const trackloom::Finding& finding : findings) {
    std::fprintf(stream, "%s\n", finding.text().c_str());
  }
}
