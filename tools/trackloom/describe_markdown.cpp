#include "describe_markdown.hpp"

namespace {

using trackloom::ParameterInfo;
using trackloom::PluginListing;
using trackloom::PortDirection;
using trackloom::PortInfo;
using trackloom::StageInfo;
using trackloom::StageKind;

// A | would end the cell of a table.
std::string cell(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

std::string concurrency(const StageInfo& info) {
  if (info.kind == StageKind::source)
    return info.io_thread ? "source, in a thread of its own" : "source";
  if (info.kind == StageKind::sink)
    return info.ordered ? "sink, in input order" : "sink, in any order";
  if (info.kind == StageKind::async_stage)
    return "stage on a device, as many events at once as it has lanes";
  switch (info.concurrency) {
    case trackloom::Concurrency::parallel:
      return "stage, any number of events at once";
    case trackloom::Concurrency::serial:
      return "stage, one event at a time";
    case trackloom::Concurrency::clone_per_thread:
      return "stage, a copy per thread";
  }
  return {};
}

std::string ports(const StageInfo& info, bool outputs) {
  std::string text;
  for (const PortInfo& port : info.ports) {
    if ((port.direction == PortDirection::output) != outputs) continue;
    text += (text.empty() ? "" : ", ") + ("`" + port.name + "`");
    const std::string type = port.ops->key.name;
    if (type.substr(type.rfind('.') + 1) != port.name) text += " (" + type + ")";
    if (port.direction == PortDirection::optional_input) text += " (optional)";
  }
  return text;
}

void add_parameters(const StageInfo& info, std::string& page) {
  if (info.parameters.empty()) return;
  page += "\n| parameter | type | default | |\n| --- | --- | --- | --- |\n";
  for (const ParameterInfo& p : info.parameters) {
    std::string range = trackloom::range_text(p);
    if (!p.copies.empty()) range += "; " + p.copying_choice + " copies " + p.copies;
    page += "| `" + p.name + "` | " + trackloom::type_text(p.type) +
            (p.unit.empty() ? "" : ", " + p.unit) + " | " +
            (p.required ? "required" : "`" + cell(trackloom::value_text(p.default_value)) + "`") +
            " | " + cell(p.doc) + (range.empty() ? "" : (p.doc.empty() ? "" : "; ") + cell(range)) +
            " |\n";
  }
}

void add_stage(const std::string& name, const StageInfo& info, std::string& page) {
  page += "\n### " + name + "\n\n" + info.doc + "\n\n" + concurrency(info) + ".\n";
  if (!info.copies.empty()) page += "\nCopies " + info.copies + ".\n";
  const std::string in = ports(info, false), out = ports(info, true);
  if (!in.empty()) page += "Reads " + in + ".\n";
  if (!out.empty()) page += "Makes " + out + ".\n";
  add_parameters(info, page);
}

}  // namespace

std::string stages_markdown(const std::vector<const PluginListing*>& plugins) {
  std::string page =
      "# Stages\n\n"
      "What each stage reads, makes and can be told, as it says itself. This page is made by\n\n"
      "    trackloom describe --markdown > docs/stages.md\n\n"
      "Ports are called like the last word of their type unless the type is given in brackets.\n\n"
      "| plugin | stages |\n| --- | --- |\n";
  for (const PluginListing* plugin : plugins) {
    if (plugin->table == nullptr) continue;
    page += "| [" + plugin->name + "](#" + plugin->name + ") | ";
    for (std::uint32_t i = 0; i < plugin->table->stage_count; ++i) {
      page += (i == 0 ? "`" : ", `") + std::string(plugin->table->stages[i].name) + "`";
    }
    page += " |\n";
  }
  for (const PluginListing* plugin : plugins) {
    if (plugin->table == nullptr) continue;
    page += "\n## " + plugin->name + "\n";
    for (std::uint32_t i = 0; i < plugin->table->stage_count; ++i) {
      trackloom::Failure failure;
      const StageInfo* info = plugin->table->stages[i].info(failure);
      const std::string name = plugin->name + "." + plugin->table->stages[i].name;
      if (info != nullptr) add_stage(name, *info, page);
    }
  }
  return page;
}
