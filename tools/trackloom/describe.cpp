// trackloom describe: plugins, their stages, ports and parameters.
#include <cstdio>
#include <memory>

#include "commands.hpp"
#include "describe_json.hpp"
#include "describe_markdown.hpp"
#include "load_options.hpp"
#include "trackloom/catalog.hpp"
#include "trackloom/run.hpp"

namespace {

using trackloom::ExitCode;
using trackloom::PluginListing;
using trackloom::PortDirection;
using trackloom::StageEntry;
using trackloom::StageInfo;

struct DescribeOptions {
  std::string what;  // PLUGIN or PLUGIN.STAGE; empty: everything
  std::vector<std::string> plugin_path;
  bool json = false;
  bool markdown = false;
};

// The stages asked for, of one plugin.
std::vector<const StageEntry*> stages_of(const PluginListing& plugin, const std::string& stage) {
  std::vector<const StageEntry*> stages;
  if (plugin.table == nullptr) return stages;
  for (std::uint32_t i = 0; i < plugin.table->stage_count; ++i) {
    const StageEntry& entry = plugin.table->stages[i];
    if (stage.empty() || stage == entry.name) stages.push_back(&entry);
  }
  return stages;
}

void print_stage(const StageInfo& info, const char* name) {
  std::printf("  %s (%s)%s%s\n", name, trackloom::kind_text(info.kind),
              info.doc.empty() ? "" : ": ", info.doc.c_str());
  for (const trackloom::PortInfo& port : info.ports) {
    const char* direction = port.direction == PortDirection::output           ? "out"
                            : port.direction == PortDirection::optional_input ? "in, optional"
                                                                              : "in";
    std::printf("    %s: %s = %s version %u\n", direction, port.name.c_str(), port.ops->key.name,
                port.ops->key.version);
  }
  for (const trackloom::ParameterInfo& parameter : info.parameters) {
    std::printf("    param %s\n", trackloom::parameter_text(parameter).c_str());
  }
}

void print_plugin(const PluginListing& plugin, const std::string& stage) {
  if (plugin.table == nullptr) {
    std::printf("%s: %s\n", plugin.name.c_str(), plugin.error.c_str());
    return;
  }
  std::printf("%s %s: %s\n", plugin.table->name, plugin.table->version, plugin.path.c_str());
  for (const StageEntry* entry : stages_of(plugin, stage)) {
    trackloom::Failure failure;
    if (const StageInfo* info = entry->info(failure)) {
      print_stage(*info, entry->name);
    } else {
      std::printf("  %s: cannot describe itself: %s\n", entry->name, failure.message.c_str());
    }
  }
}

nlohmann::ordered_json plugin_json(const PluginListing& plugin, const std::string& stage) {
  nlohmann::ordered_json out = {{"name", plugin.name}, {"path", plugin.path.string()}};
  if (plugin.table == nullptr) {
    out["error"] = plugin.error;
    return out;
  }
  out["version"] = plugin.table->version;
  out["stages"] = nlohmann::ordered_json::array();
  for (const StageEntry* entry : stages_of(plugin, stage)) {
    trackloom::Failure failure;
    const StageInfo* info = entry->info(failure);
    out["stages"].push_back(info != nullptr ? stage_json(*info, entry->name)
                                            : nlohmann::ordered_json{{"name", entry->name},
                                                                     {"error", failure.message}});
  }
  return out;
}

std::string not_found(const std::string& what, const std::vector<PluginListing>& listing,
                      const std::vector<std::filesystem::path>& search) {
  std::string text = "trackloom: error: there is no '" + what + "'; plugins:";
  for (const PluginListing& plugin : listing) text += ' ' + plugin.name;
  text += "; searched:";
  for (const auto& folder : search) text += ' ' + folder.string();
  return text;
}

ExitCode describe(const DescribeOptions& options) {
  const auto search = plugin_search_path(options.plugin_path);
  const std::vector<PluginListing> listing = trackloom::list_plugins(search);
  const std::size_t dot = options.what.find('.');
  const std::string name = options.what.substr(0, dot);
  const std::string stage = dot == std::string::npos ? "" : options.what.substr(dot + 1);

  std::vector<const PluginListing*> chosen;
  for (const PluginListing& plugin : listing) {
    if (name.empty() || plugin.name == name) chosen.push_back(&plugin);
  }
  const bool missing = !name.empty() && (chosen.empty() || (!stage.empty() && chosen[0]->table &&
                                                            stages_of(*chosen[0], stage).empty()));
  if (missing) {
    std::fprintf(stderr, "%s\n", not_found(options.what, listing, search).c_str());
    return ExitCode::configuration;
  }
  if (options.markdown) {
    std::fputs(stages_markdown(chosen).c_str(), stdout);
    return ExitCode::done;
  }
  nlohmann::ordered_json plugins = nlohmann::ordered_json::array();
  for (const PluginListing* plugin : chosen) {
    if (options.json) {
      plugins.push_back(plugin_json(*plugin, stage));
    } else {
      print_plugin(*plugin, stage);
    }
  }
  if (options.json) {
    const nlohmann::ordered_json out = {{"plugins", std::move(plugins)}};
    std::printf("%s\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  }
  // A plugin that was asked for by name and cannot be loaded is an error; in a listing it is news.
  const bool broken = !name.empty() && chosen[0]->table == nullptr;
  return broken ? ExitCode::configuration : ExitCode::done;
}

}  // namespace

void add_describe(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("describe", "List plugins, stages, ports and parameters");
  auto options = std::make_shared<DescribeOptions>();
  command->add_option("what", options->what, "only this plugin or stage")
      ->type_name("PLUGIN[.STAGE]");
  add_plugin_path(*command, options->plugin_path);
  command->add_flag("--json", options->json, "print JSON");
  command->add_flag("--markdown", options->markdown, "print a page of Markdown, as docs/stages.md");
  command->footer(
      "Examples:\n"
      "  trackloom describe\n"
      "  trackloom describe layer_map.build_graph\n"
      "  trackloom describe --plugin-path build/lib/trackloom/plugins example");
  command->callback([options, &exit_code] { exit_code = static_cast<int>(describe(*options)); });
}
