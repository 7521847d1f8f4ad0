#include "config/resolve.hpp"

#include <algorithm>

#include "config/include.hpp"
#include "config/keys.hpp"
#include "config/merge.hpp"
#include "config/names.hpp"
#include "config/override.hpp"
#include "config/suggest.hpp"
#include "config/variables.hpp"

namespace trackloom::config {
namespace {

void apply_variants(Node& document, const std::vector<std::string>& wanted, Findings& findings) {
  const Node* found = document.find("variants");
  Node variants;
  if (found != nullptr) variants = *found;
  document.erase("variants");
  if (variants.kind != NodeKind::map && variants.kind != NodeKind::null) {
    add_error(findings, variants.mark, "variants",
              "expected a map of named overlays, found " + describe(variants));
    return;
  }
  std::vector<std::string> names;
  for (const Entry& entry : variants.entries) {
    names.push_back(entry.key);
    check_keys(entry.value, overlay_keys(), "variants." + entry.key, findings);
  }
  for (const std::string& name : wanted) {
    if (const Node* overlay = variants.find(name)) {
      merge_document(document, *overlay, findings);
      continue;
    }
    std::string hint = did_you_mean(name, names);
    if (hint.empty()) hint = "this pipeline's variants: " + list_of(names);
    add_error(findings, document.mark, "variants", "there is no variant '" + name + "'",
              std::move(hint));
  }
}

// True if the source reads what --input names, and nothing else.
bool source_reads_input(const Node& document) {
  const Node* at = document.find("source");
  for (const char* key : {"params", "path"}) {
    if (at == nullptr || at->kind != NodeKind::map) return false;
    at = at->find(key);
  }
  return at != nullptr && at->kind == NodeKind::scalar && at->text == "${input}";
}

void apply_options(Node& document, const LoadOptions& options, Findings& findings) {
  if (!options.source.empty()) {
    apply_override(document, "source.use=" + options.source, findings);
  } else if (!options.input_source.empty() && source_reads_input(document)) {
    apply_override(document, "source.use=" + options.input_source, findings);
  }
  for (const std::string& assignment : options.set) {
    apply_override(document, assignment, findings);
  }
  if (options.threads) {
    apply_override(document, "run.threads=" + std::to_string(*options.threads), findings);
  }
  if (options.in_flight) {
    apply_override(document, "run.in_flight=" + std::to_string(*options.in_flight), findings);
  }
}

// Known keys in the given order, the others after them as they were.
void in_order(Node& map, std::span<const std::string> keys) {
  std::stable_sort(map.entries.begin(), map.entries.end(), [&](const Entry& a, const Entry& b) {
    return std::find(keys.begin(), keys.end(), a.key) < std::find(keys.begin(), keys.end(), b.key);
  });
}

void order_entries(Node& document, const char* list, std::span<const std::string> keys) {
  Node* entries = document.find(list);
  if (entries == nullptr) return;
  const std::vector<std::string> names = entry_names(*entries, keys.data() == sink_keys().data());
  for (std::size_t i = 0; i < entries->items.size(); ++i) {
    Node& entry = entries->items[i];
    if (entry.kind != NodeKind::map) continue;
    if (entry.find("name") == nullptr && !names[i].empty()) {
      entry.set("name", make_scalar(names[i], entry.mark));
    }
    in_order(entry, keys);
  }
}

void canonicalise(Node& document) {
  in_order(document, document_keys());
  if (Node* run = document.find("run")) in_order(*run, run_keys());
  if (Node* source = document.find("source")) in_order(*source, source_keys());
  order_entries(document, "stages", stage_keys());
  order_entries(document, "sinks", sink_keys());
}

}  // namespace

std::optional<Resolved> resolve_document(const std::filesystem::path& file,
                                         const LoadOptions& options, Findings& findings) {
  std::map<std::string, std::string> variables = options.variables;
  variables.try_emplace("share", default_share_directory().string());
  variables.try_emplace("input", variables["share"] + "/events");
  variables.try_emplace("output", "output");

  std::optional<Node> document = read_document(file, variables, findings);
  if (!document) return std::nullopt;
  apply_variants(*document, options.variants, findings);
  apply_options(*document, options, findings);

  VariableScope scope(variables, options.allow_environment);
  if (const Node* vars = document->find("vars")) scope.define(vars, findings);
  document->erase("vars");
  canonicalise(*document);

  Resolved resolved{*document, std::move(*document)};
  scope.expand(resolved.document, {}, findings);
  Findings reported_already;
  scope.keep({"share", "input", "output"});
  scope.expand(resolved.placeless, {}, reported_already);
  return resolved;
}

}  // namespace trackloom::config
