// trackloom new-plugin: a project with a stage to start from, which builds and runs as it is.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "commands.hpp"
#include "load_options.hpp"
#include "shipped_pipelines.hpp"
#include "trackloom/catalog.hpp"
#include "trackloom/output_file.hpp"
#include "trackloom/run.hpp"
#include "trackloom_commands_text.hpp"

namespace {

namespace fs = std::filesystem;
namespace text = trackloom::templates;
using trackloom::ExitCode;

// A namespace of C++, a target of CMake and a plugin are called like this.
std::string check_name(const std::string& name) {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (name.empty() || name[0] < 'a' || name[0] > 'z' ||
      !std::all_of(name.begin(), name.end(), good)) {
    return "'" + name +
           "' is no name for a plugin: lower-case letters, digits and _, a letter first";
  }
  for (const auto& plugin : trackloom::list_plugins(trackloom::default_plugin_path())) {
    if (plugin.name == name)
      return "there is a plugin '" + name + "' already: " + plugin.path.string();
  }
  return {};
}

std::string filled(std::string_view pattern, const std::string& name) {
  std::string out(pattern);
  const auto replace = [&](const std::string& what, const std::string& with) {
    for (std::size_t at = 0; (at = out.find(what, at)) != std::string::npos; at += with.size()) {
      out.replace(at, what.size(), with);
    }
  };
  const fs::path share = trackloom::default_share_directory();
  const bool installed = pipelines_folder().parent_path() == share;
  replace("@NAME@", name);
  // The prefix of an installation is two folders above its share/trackloom.
  replace("@PREFIX@", installed ? share.parent_path().parent_path().string()
                                : "/path/to/an/installed/trackloom");
  replace("@PIPELINES@", installed ? "${share}/pipelines" : "${share}/../pipelines");
  return out;
}

ExitCode new_plugin(const std::string& folder) {
  const fs::path path = fs::path(folder).lexically_normal();
  const std::string name = (path.has_filename() ? path : path.parent_path()).filename().string();
  try {
    if (const std::string error = check_name(name); !error.empty()) throw std::runtime_error(error);
    if (fs::exists(path) && !fs::is_empty(path)) {
      throw std::runtime_error(path.string() +
                               " is there already and not empty; choose another name or remove it");
    }
    const std::pair<const char*, std::string_view> files[] = {
        {"CMakeLists.txt", text::CMakeLists_txt}, {"plugin.cpp", text::plugin_cpp},
        {"min_hits.hpp", text::min_hits_hpp},     {"min_hits_test.cpp", text::min_hits_test_cpp},
        {"pipeline.yaml", text::pipeline_yaml},   {"README.md", text::README_md}};
    for (const auto& [file_name, pattern] : files) {
      trackloom::OutputFile file(path / file_name);
      file.write(filled(pattern, name));
      file.commit();
      std::printf("%s\n", file.path().c_str());
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "trackloom: error: %s\n", error.what());
    return ExitCode::configuration;
  }
  std::printf("\nNext: cd %s, and what README.md says\n", path.c_str());
  return ExitCode::done;
}

}  // namespace

void add_new_plugin(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("new-plugin", "Write a project with a stage of your own");
  auto folder = std::make_shared<std::string>();
  command->add_option("name", *folder, "folder to make; its last part is the plugin's name")
      ->type_name("NAME")
      ->required();
  command->footer(
      "Example:\n"
      "  trackloom new-plugin my_stages\n"
      "  cmake -S my_stages -B my_stages/build -DCMAKE_PREFIX_PATH=$HOME/trackloom\n"
      "  cmake --build my_stages/build");
  command->callback([folder, &exit_code] { exit_code = static_cast<int>(new_plugin(*folder)); });
}
