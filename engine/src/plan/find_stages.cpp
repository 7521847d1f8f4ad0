#include "plan/find_stages.hpp"

#include <set>

#include "config/names.hpp"
#include "config/suggest.hpp"
#include "trackloom/catalog.hpp"

namespace trackloom::plan {
namespace {

namespace fs = std::filesystem;
using config::add_error;
using config::Section;

std::vector<std::string> plugin_names(std::span<const fs::path> search) {
  std::set<std::string> names;
  for (const fs::path& folder : search) {
    std::error_code error;
    for (const auto& file : fs::directory_iterator(folder, error)) {
      if (file.path().extension() == ".so") names.insert(file.path().stem().string());
    }
  }
  return {names.begin(), names.end()};
}

// What is wrong with a stage of that kind in that section, or an empty string.
std::string misplaced(Section section, StageKind kind) {
  const bool fits = section == Section::source ? kind == StageKind::source
                    : section == Section::sinks
                        ? kind == StageKind::sink
                        : kind == StageKind::stage || kind == StageKind::async_stage;
  if (fits) return {};
  const char* home = kind == StageKind::source ? "`source:`"
                     : kind == StageKind::sink ? "`sinks:`"
                                               : "`stages:`";
  return std::string("is a ") + kind_text(kind) + ", whose place is " + home;
}

void find_one(Draft& draft, std::span<const fs::path> search, Findings& findings) {
  const config::StageRequest& request = draft.request;
  const auto use = config::parse_use(request.use);
  const std::string path = config::join(request.path, "use");
  const PluginResult result = PluginRegistry::instance().load(use->plugin, search);
  if (result.plugin == nullptr) {
    std::string hint = result.absent;
    if (hint.empty() && !result.tried.empty()) {
      hint = config::did_you_mean(use->plugin, plugin_names(search));
      hint += std::string(hint.empty() ? "" : " ") + "tried " + config::list_of(result.tried);
    } else if (hint.empty() && search.empty()) {
      hint = "no plugin folders are configured";
    }
    return add_error(findings, request.use_mark, path, result.error, hint);
  }
  const std::vector<std::string> stages = result.plugin->stage_names();
  const StageEntry* entry = result.plugin->find(use->stage);
  if (entry == nullptr) {
    std::string hint = config::did_you_mean(use->stage, stages);
    if (hint.empty()) hint = "it has " + config::list_of(stages);
    return add_error(findings, request.use_mark, path,
                     "plugin '" + use->plugin + "' has no stage '" + use->stage + "'", hint);
  }
  Failure failure;
  const StageInfo* info = entry->info(failure);
  if (info == nullptr) {
    return add_error(findings, request.use_mark, path,
                     request.use + " cannot describe itself: " + failure.message);
  }
  if (const std::string problem = misplaced(request.section, info->kind); !problem.empty()) {
    return add_error(findings, request.use_mark, path, request.use + " " + problem);
  }
  draft.plugin = result.plugin;
  draft.entry = entry;
  draft.info = info;
  draft.ports = info->ports;
  draft.resolved = true;
}

}  // namespace

Drafts find_stages(const config::Document& document, std::span<const fs::path> search,
                   Findings& findings) {
  Drafts drafts;
  for (const config::StageRequest& request : document.stages) {
    Draft draft;
    draft.request = request;
    find_one(draft, search, findings);
    drafts.push_back(std::move(draft));
  }
  return drafts;
}

Draft host_source(std::span<const ProductOps* const> products) {
  Draft draft;
  draft.request.section = Section::source;
  draft.request.name = "source";
  draft.request.use = "host";
  draft.request.path = "source";
  for (const ProductOps* ops : products) {
    const std::string_view type = ops->key.name;
    draft.ports.push_back(
        {std::string(type.substr(type.rfind('.') + 1)), PortDirection::output, ops, {}});
  }
  draft.resolved = true;
  draft.parameters_good = true;
  return draft;
}

}  // namespace trackloom::plan
