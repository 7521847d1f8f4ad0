// trackloom init: a pipeline to start from, with comments.
#include <cstdio>
#include <filesystem>
#include <memory>

#include "commands.hpp"
#include "load_options.hpp"
#include "shipped_pipelines.hpp"
#include "starter_pipeline.hpp"
#include "trackloom/output_file.hpp"
#include "trackloom/run.hpp"

namespace {

namespace fs = std::filesystem;
using trackloom::ExitCode;

struct InitOptions {
  std::string name;
  std::string from = "default";
  std::vector<std::string> variants;
  std::vector<std::string> plugin_path;
};

ExitCode init(const InitOptions& options) {
  fs::path file = options.name;
  if (file.extension() != ".yaml") file += ".yaml";
  if (fs::exists(file)) {
    throw std::runtime_error(file.string() + " is there already; choose another name or remove it");
  }
  // The name of a place that no path of a pipeline begins with, to find it again.
  Places places{trackloom::default_share_directory().string(), {}, "/trackloom-output"};
  places.input = places.share + "/events";
  trackloom::LoadOptions load;
  load.plugin_path = plugin_search_path(options.plugin_path);
  load.variants = options.variants;
  load.variables["output"] = places.output;
  trackloom::Findings findings;
  const auto plan = trackloom::load_plan(find_pipeline(options.from), load, findings);
  if (plan == nullptr) {
    print_findings(findings, stderr);
    return ExitCode::configuration;
  }
  trackloom::OutputFile out(file);
  out.write(starter_pipeline(*plan, file.stem().string(), options.from, places));
  out.commit();
  std::printf("%s\nNext: trackloom check %s\n", file.c_str(), file.c_str());
  return ExitCode::done;
}

}  // namespace

void add_init(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("init", "Write a pipeline to start from, with comments");
  auto options = std::make_shared<InitOptions>();
  command->add_option("name", options->name, "name of the pipeline; writes NAME.yaml")
      ->type_name("NAME")
      ->required();
  command->add_option("--from", options->from, "a shipped pipeline's name, or a file")
      ->type_name("PIPELINE")
      ->capture_default_str();
  command->add_option("--variant", options->variants, "with this variant of it (repeatable)")
      ->type_name("NAME")
      ->take_all()
      ->allow_extra_args(false);
  add_plugin_path(*command, options->plugin_path);
  command->footer(
      "Examples:\n"
      "  trackloom init my_chain\n"
      "  trackloom init small --from no_network");
  command->callback([options, &exit_code] {
    try {
      exit_code = static_cast<int>(init(*options));
    } catch (const std::exception& error) {
      std::fprintf(stderr, "trackloom: error: %s\n", error.what());
      exit_code = static_cast<int>(ExitCode::configuration);
    }
  });
}
