// trackloom completion: scripts for bash and zsh, made from the commands' own descriptions, so that
// they cannot go stale. Stages and variants are asked for when they are needed, with the hidden
// options of this command.
#include <cstdio>
#include <memory>

#include "commands.hpp"
#include "load_options.hpp"
#include "trackloom/catalog.hpp"
#include "trackloom/run.hpp"
#include "trackloom/variants.hpp"

namespace {

using trackloom::ExitCode;

enum class Words { none, choices, files, stages, variants, commands };

// What may stand after an option, or in a place of a command.
struct Value {
  Words words = Words::none;
  std::vector<std::string> choices;
  std::string name;  // FILE, N, ...
};

struct Option {
  std::string flag;  // --output
  std::string doc;
  bool takes_value = false;
  bool repeats = false;
  Value value;
};

struct Command {
  std::string name, doc;
  std::vector<Option> options;
  std::vector<Value> places;
};

Value value_of(const CLI::Option& option) {
  Value value;
  std::string type = option.get_type_name();
  // CLI11 writes the choices of IsMember behind the type: TEXT:{auto,plain,off}.
  const std::size_t open = type.find('{');
  if (open != std::string::npos) {
    std::string word;
    for (const char c : type.substr(open + 1)) {
      if (c != ',' && c != '}') {
        word += c;
      } else {
        value.choices.push_back(word);
        word.clear();
      }
      if (c == '}') break;
    }
    value.words = Words::choices;
  } else if (option.get_name() == "--variant") {
    value.words = Words::variants;
  } else if (type == "PLUGIN[.STAGE]" || type == "PLUGIN.STAGE") {
    value.words = Words::stages;
  } else if (type == "COMMAND") {
    value.words = Words::commands;
  } else if (type.find("FILE") != std::string::npos || type.find("DIR") != std::string::npos ||
             type.find("PATH") == 0 || type.find("yaml") != std::string::npos) {
    value.words = Words::files;
  }
  value.name = type.substr(0, open == std::string::npos ? open : open - 1);
  return value;
}

std::vector<Command> commands_of(const CLI::App& app) {
  std::vector<Command> commands;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    Command out{command->get_name(), command->get_description(), {}, {}};
    for (const CLI::Option* option : command->get_options()) {
      if (option->get_group().empty()) continue;  // hidden
      if (option->get_lnames().empty()) {
        out.places.push_back(value_of(*option));
        continue;
      }
      const bool value = option->get_type_size() != 0 && option->get_items_expected_max() != 0;
      out.options.push_back({"--" + option->get_lnames()[0], option->get_description(), value,
                             option->get_items_expected_max() > 1,
                             value ? value_of(*option) : Value{}});
    }
    commands.push_back(std::move(out));
  }
  return commands;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string names_of(const std::vector<Command>& commands) {
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.name);
  return joined(names);
}

// The shell command that prints the words; empty: files.
std::string words_command(const Value& value, const std::vector<Command>& commands,
                          const char* pipeline) {
  switch (value.words) {
    case Words::choices:
      return "echo " + joined(value.choices);
    case Words::commands:
      return "echo " + names_of(commands);
    case Words::stages:
      return "trackloom completion --stages 2>/dev/null";
    case Words::variants:
      return std::string("trackloom completion --variants \"") + pipeline + "\" 2>/dev/null";
    case Words::none:
    case Words::files:
      break;
  }
  return {};
}

std::string bash_script(const std::vector<Command>& commands) {
  std::string script =
      "# bash completion of trackloom; load with: source <(trackloom completion bash)\n"
      "_trackloom() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} "
      "command=${COMP_WORDS[1]}\n"
      "  local pipeline= w\n"
      "  for w in \"${COMP_WORDS[@]}\"; do case $w in *.yaml) pipeline=$w ;; esac; done\n"
      "  COMPREPLY=()\n"
      "  if [ \"$COMP_CWORD\" = 1 ]; then\n"
      "    COMPREPLY=($(compgen -W \"" +
      names_of(commands) +
      " --help\" -- \"$word\"))\n    return\n  fi\n"
      "  case \"$command $before\" in\n";
  for (const Command& command : commands) {
    for (const Option& option : command.options) {
      if (!option.takes_value) continue;
      const std::string words = words_command(option.value, commands, "$pipeline");
      script += "    '" + command.name + " " + option.flag + "') ";
      if (!words.empty()) script += "COMPREPLY=($(compgen -W \"$(" + words + ")\" -- \"$word\")); ";
      script += "return ;;\n";
    }
  }
  script += "  esac\n  case \"$command\" in\n";
  for (const Command& command : commands) {
    std::vector<std::string> flags;
    for (const Option& option : command.options) flags.push_back(option.flag);
    script += "    " + command.name + ")\n      case $word in -*) COMPREPLY=($(compgen -W \"" +
              joined(flags) + "\" -- \"$word\")); return ;; esac\n";
    if (!command.places.empty()) {
      const std::string words = words_command(command.places[0], commands, "");
      if (!words.empty())
        script += "      COMPREPLY=($(compgen -W \"$(" + words + ")\" -- \"$word\"))\n";
    }
    script += "      ;;\n";
  }
  // Without words of our own bash completes files.
  return script + "  esac\n}\ncomplete -o default -F _trackloom trackloom\n";
}

// For _arguments: no quote, bracket or colon may be left.
std::string zsh_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out;
}

std::string zsh_action(const Value& value, const std::vector<Command>& commands) {
  if (value.words == Words::choices) return "(" + joined(value.choices) + ")";
  const std::string words = words_command(value, commands, "${(M)words:#*.yaml}");
  if (!words.empty()) return "{compadd -- $(" + words + ")}";
  return value.words == Words::files ? "_files" : " ";
}

std::string zsh_script(const std::vector<Command>& commands) {
  std::string script =
      "#compdef trackloom\n"
      "# zsh completion of trackloom; load with: source <(trackloom completion zsh)\n"
      "_trackloom() {\n  local -a commands\n  commands=(\n";
  for (const Command& command : commands) {
    script += "    '" + command.name + ":" + zsh_text(command.doc) + "'\n";
  }
  script +=
      "  )\n  if (( CURRENT == 2 )); then _describe command commands; return; fi\n"
      "  local command=$words[2]\n  shift words\n  (( CURRENT-- ))\n  case $command in\n";
  for (const Command& command : commands) {
    script += "    " + command.name + ")\n      _arguments";
    for (const Option& option : command.options) {
      script += " \\\n        '" + std::string(option.repeats ? "*" : "") + option.flag + "[" +
                zsh_text(option.doc) + "]";
      if (option.takes_value)
        script += ":" + zsh_text(option.value.name) + ":" + zsh_action(option.value, commands);
      script += "'";
    }
    for (std::size_t i = 0; i < command.places.size(); ++i) {
      script += " \\\n        '" + std::to_string(i + 1) + ":" + zsh_text(command.places[i].name) +
                ":" + zsh_action(command.places[i], commands) + "'";
    }
    script += " ;;\n";
  }
  return script + "  esac\n}\ncompdef _trackloom trackloom\n";
}

void print_stages() {
  for (const auto& plugin : trackloom::list_plugins(plugin_search_path({}))) {
    if (plugin.table == nullptr) continue;
    for (std::uint32_t i = 0; i < plugin.table->stage_count; ++i) {
      std::printf("%s.%s\n", plugin.name.c_str(), plugin.table->stages[i].name);
    }
  }
}

struct CompletionOptions {
  std::string shell;
  bool stages = false;
  std::string variants;
};

ExitCode completion(const CompletionOptions& options, const CLI::App& app) {
  if (options.stages) {
    print_stages();
  } else if (!options.variants.empty()) {
    for (const auto& name : trackloom::pipeline_variants(options.variants, {}))
      std::printf("%s\n", name.c_str());
  } else if (options.shell.empty()) {
    std::fprintf(stderr,
                 "trackloom: error: which shell? `trackloom completion bash` or `trackloom "
                 "completion zsh`\n");
    return ExitCode::configuration;
  } else {
    const auto commands = commands_of(app);
    std::fputs((options.shell == "bash" ? bash_script(commands) : zsh_script(commands)).c_str(),
               stdout);
  }
  return ExitCode::done;
}

}  // namespace

void add_completion(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("completion", "Print a completion script for bash or zsh");
  auto options = std::make_shared<CompletionOptions>();
  command->add_option("shell", options->shell, "the shell")->check(CLI::IsMember({"bash", "zsh"}));
  command->add_flag("--stages", options->stages, "print the names of all stages")->group("");
  command->add_option("--variants", options->variants, "print the variants of a pipeline")
      ->group("");
  command->footer(
      "Examples:\n"
      "  source <(trackloom completion bash)                       # this shell\n"
      "  trackloom completion bash > ~/.local/share/bash-completion/completions/trackloom\n"
      "  source <(trackloom completion zsh)                        # after compinit");
  command->callback(
      [options, &app, &exit_code] { exit_code = static_cast<int>(completion(*options, app)); });
}
