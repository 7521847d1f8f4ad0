// trackloom schema: a JSON Schema of pipelines, made from what the stages say of themselves, so
// that editors complete and check YAML files.
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "load_options.hpp"
#include "trackloom/catalog.hpp"
#include "trackloom/run.hpp"

namespace {

using Json = nlohmann::ordered_json;
using trackloom::ParameterInfo;
using trackloom::ParameterType;
using trackloom::StageInfo;
using trackloom::StageKind;

// A value may always come from a variable, and an overlay may take it away with null.
Json or_variable(Json schema) {
  return {{"anyOf",
           {std::move(schema), {{"type", "string"}, {"pattern", "\\$\\{"}}, {{"type", "null"}}}}};
}

Json element(const ParameterInfo& parameter) {
  Json schema;
  switch (parameter.type) {
    case ParameterType::boolean:
      return {{"type", "boolean"}};
    case ParameterType::integer:
    case ParameterType::integers:
      schema["type"] = "integer";
      break;
    case ParameterType::real:
    case ParameterType::reals:
      schema["type"] = "number";
      break;
    case ParameterType::text:
    case ParameterType::texts:
      schema["type"] = "string";
      break;
  }
  if (parameter.minimum) schema["minimum"] = *parameter.minimum;
  if (parameter.maximum) schema["maximum"] = *parameter.maximum;
  if (!parameter.choices.empty()) schema["enum"] = parameter.choices;
  return schema;
}

Json parameter_schema(const ParameterInfo& parameter) {
  const bool list = parameter.type == ParameterType::integers ||
                    parameter.type == ParameterType::reals ||
                    parameter.type == ParameterType::texts;
  Json value = list ? Json{{"type", "array"}, {"items", or_variable(element(parameter))}}
                    : element(parameter);
  Json schema = or_variable(std::move(value));
  std::string doc = parameter.doc;
  if (!parameter.unit.empty()) doc += " (" + parameter.unit + ")";
  if (parameter.required) doc += "; required";
  schema["description"] = doc;
  if (!parameter.required) {
    // As a pipeline would write it: 0.1 and not the double next to a float.
    schema["default"] = Json::parse(trackloom::value_text(parameter.default_value), nullptr, false);
  }
  return schema;
}

Json params_schema(const StageInfo& info) {
  Json properties = Json::object();
  for (const ParameterInfo& parameter : info.parameters) {
    properties[parameter.name] = parameter_schema(parameter);
  }
  return {{"type", {"object", "null"}},
          {"properties", std::move(properties)},
          {"additionalProperties", false}};
}

Json wires_schema(const StageInfo& info) {
  Json properties = Json::object();
  for (const trackloom::PortInfo& port : info.ports) {
    if (port.direction == trackloom::PortDirection::output) continue;
    properties[port.name] = {
        {"type", {"string", "null"}},
        {"description", std::string("STAGE or STAGE.PORT that makes ") + port.ops->key.name}};
  }
  return {{"type", {"object", "null"}},
          {"properties", std::move(properties)},
          {"additionalProperties", false}};
}

struct Stage {
  std::string use;
  const StageInfo* info;
};

// What `source`, an entry of `stages` and one of `sinks` may hold.
Json entry_schema(const std::vector<Stage>& stages, const std::string& plugins, Json properties) {
  Json names = Json::array(), rules = Json::array();
  for (const Stage& stage : stages) {
    names.push_back(stage.use);
    Json then = {{"properties", {{"params", params_schema(*stage.info)}}}};
    if (properties.contains("in")) then["properties"]["in"] = wires_schema(*stage.info);
    rules.push_back(
        {{"if", {{"properties", {{"use", {{"const", stage.use}}}}}, {"required", {"use"}}}},
         {"then", std::move(then)}});
  }
  // Stages of plugins that are not here are not known; those of the others are.
  const std::string foreign = "^(?!(" + plugins + ")\\.)[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$";
  properties["use"] = {
      {"description", "PLUGIN.STAGE"},
      {"anyOf", {{{"enum", std::move(names)}}, {{"type", "string"}, {"pattern", foreign}}}}};
  properties["params"] = {{"type", {"object", "null"}}, {"description", "parameters of the stage"}};
  properties["on_error"] = {
      {"type", "string"},
      {"pattern", "^(skip|abort|retry [0-9]+)$|\\$\\{"},
      {"description", "what a failure means for an event: skip, retry N or abort"}};
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"additionalProperties", false},
          {"allOf", std::move(rules)}};
}

Json run_schema() {
  const auto number = [](const char* type, double low, const char* doc) {
    Json value = or_variable({{"type", type}, {"minimum", low}});
    value["anyOf"].push_back({{"const", "auto"}});
    value["description"] = doc;
    return value;
  };
  const auto text = [](const char* pattern, const char* doc) {
    return Json{
        {"type", {"string", "integer", "null"}}, {"pattern", pattern}, {"description", doc}};
  };
  Json properties = {
      {"threads",
       number("integer", 1, "worker threads; auto: as many as the machine runs at a time")},
      {"in_flight", number("integer", 1, "events under way at once; auto: threads + lanes + 2")},
      {"order",
       text("^(input|any)$|\\$\\{", "input, or any: ordered sinks take events as they come")},
      {"on_error", text("^(skip|abort|retry [0-9]+)$|\\$\\{", "skip, retry N or abort")},
      {"max_failures",
       text("^[0-9.]+%?$|\\$\\{", "a number of events, or a percentage such as 1%")},
      {"first_event_timeout_s",
       number("number", 0, "longest first call of a stage, s; 0: no limit")},
      {"event_timeout_s", number("number", 0, "longest call after that, s; 0: no limit")}};
  return {
      {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
}

Json pipeline_schema(const std::map<StageKind, std::vector<Stage>>& stages,
                     const std::string& plugins) {
  const auto of = [&](std::initializer_list<StageKind> kinds) {
    std::vector<Stage> all;
    for (const StageKind kind : kinds) {
      if (const auto found = stages.find(kind); found != stages.end()) {
        all.insert(all.end(), found->second.begin(), found->second.end());
      }
    }
    return all;
  };
  const Json name = {{"type", "string"},
                     {"pattern", "^[A-Za-z0-9_-]+$"},
                     {"description", "of this pipeline's own"}};
  const Json remove = {
      {"const", true},
      {"description", "takes the entry of this name out of the included pipeline"}};
  const Json wires = {{"type", {"object", "null"}},
                      {"description", "PORT: STAGE or STAGE.PORT, where there is a choice"}};
  const Json replaces = {
      {"type", {"string", "null"}},
      {"description", "the stage, or source, in whose place others read what this one makes"}};
  const Json count = or_variable({{"type", "integer"}, {"minimum", 1}, {"maximum", 256}});
  Json definitions = {
      {"source", entry_schema(of({StageKind::source}), plugins, Json::object())},
      {"stages",
       {{"type", "array"},
        {"items", entry_schema(of({StageKind::stage, StageKind::async_stage}), plugins,
                               {{"name", name},
                                {"in", wires},
                                {"replaces", replaces},
                                {"lanes", count},
                                {"concurrency", count},
                                {"remove", remove}})}}},
      {"sinks",
       {{"type", "array"},
        {"items", entry_schema(of({StageKind::sink}), plugins,
                               {{"name", name}, {"in", wires}, {"remove", remove}})}}},
      {"run", run_schema()},
      {"vars",
       {{"type", "object"},
        {"additionalProperties", {{"type", {"string", "number", "boolean", "null"}}}}}},
      {"files",
       {{"anyOf", {{{"type", "string"}}, {{"type", "array"}, {"items", {{"type", "string"}}}}}}}}};
  const auto ref = [](const char* to, const char* doc) {
    return Json{{"allOf", {{{"$ref", std::string("#/definitions/") + to}}}}, {"description", doc}};
  };
  Json overlay = {{"doc", {{"type", "string"}, {"description", "what it is for"}}},
                  {"vars", ref("vars", "variables, used as ${name}")},
                  {"plugins",
                   {{"type", "array"},
                    {"items", {{"type", "string"}}},
                    {"description", "folders with plugins"}}},
                  {"run", ref("run", "how it is run")},
                  {"source", ref("source", "where events come from")},
                  {"stages", ref("stages", "what is done with an event")},
                  {"sinks", ref("sinks", "where results go")}};
  Json properties = {
      {"pipeline", {{"type", "string"}, {"description", "its name; default: the file's"}}},
      {"include", ref("files", "pipelines that this one is laid over")}};
  properties.update(overlay);
  properties["variants"] = {
      {"type", "object"},
      {"description", "named overlays, chosen with --variant NAME"},
      {"additionalProperties",
       {{"type", "object"}, {"properties", overlay}, {"additionalProperties", false}}}};
  return {{"$schema", "http://json-schema.org/draft-07/schema#"},
          {"title", "Trackloom pipeline"},
          {"type", "object"},
          {"properties", std::move(properties)},
          {"additionalProperties", false},
          {"definitions", std::move(definitions)}};
}

trackloom::ExitCode schema(const std::vector<std::string>& plugin_path) {
  std::map<StageKind, std::vector<Stage>> stages;
  std::string plugins;
  for (const auto& plugin : trackloom::list_plugins(plugin_search_path(plugin_path))) {
    if (plugin.table == nullptr) continue;
    plugins += (plugins.empty() ? "" : "|") + plugin.name;
    for (std::uint32_t i = 0; i < plugin.table->stage_count; ++i) {
      trackloom::Failure ignored;
      const StageInfo* info = plugin.table->stages[i].info(ignored);
      if (info != nullptr)
        stages[info->kind].push_back({plugin.name + "." + plugin.table->stages[i].name, info});
    }
  }
  const Json out = pipeline_schema(stages, plugins);
  std::printf("%s\n", out.dump(1, ' ', false, Json::error_handler_t::replace).c_str());
  return trackloom::ExitCode::done;
}

}  // namespace

void add_schema(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("schema", "Print a JSON Schema of pipelines, for editors");
  auto plugin_path = std::make_shared<std::vector<std::string>>();
  add_plugin_path(*command, *plugin_path);
  command->footer(
      "Example:\n"
      "  trackloom schema > pipeline.schema.json\n"
      "A pipeline that begins with this line is completed and checked by editors with the YAML "
      "language\n"
      "server (VS Code: the extension redhat.vscode-yaml):\n"
      "  # yaml-language-server: $schema=pipeline.schema.json");
  command->callback(
      [plugin_path, &exit_code] { exit_code = static_cast<int>(schema(*plugin_path)); });
}
