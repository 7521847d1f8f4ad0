#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "config/emit_yaml.hpp"
#include "config/resolve.hpp"
#include "plan/concurrency.hpp"
#include "plan/construct.hpp"
#include "plan/find_stages.hpp"
#include "plan/hash.hpp"
#include "plan/order.hpp"
#include "plan/parameters.hpp"
#include "plan/ports.hpp"
#include "trackloom/plan.hpp"

namespace trackloom {
namespace {

using config::add_error;

// Slot numbers are 16 bits and the last one means "none".
constexpr std::size_t most_slots = no_slot;

void check_source(const config::Document& document, const LoadOptions& options,
                  Findings& findings) {
  const bool host = !options.host_products.empty();
  if (document.has_source && host) {
    add_error(findings, document.mark, "source",
              "the pipeline has a source, but the program that loads it pushes its own events",
              "remove `source:`, or run it with `trackloom run`");
  } else if (!document.has_source && !host) {
    add_error(findings, document.mark, "source", "the pipeline has no source",
              "add source: {use: PLUGIN.STAGE}");
  }
}

std::vector<std::filesystem::path> search_path(const config::Document& document,
                                               const LoadOptions& options) {
  auto search = options.plugin_path.empty() ? default_plugin_path() : options.plugin_path;
  search.insert(search.end(), document.plugins.begin(), document.plugins.end());
  return search;
}

// Numbers slots and stages in topological order.
class Assembler {
 public:
  Assembler(plan::Drafts& drafts, std::vector<std::size_t> order,
            std::vector<StageInstance>& instances, Plan& plan)
      : drafts_(drafts), order_(std::move(order)), instances_(instances), plan_(plan) {}

  void assemble() {
    std::vector<std::size_t> position(drafts_.size());
    for (std::size_t i = 0; i < order_.size(); ++i) position[order_[i]] = i;
    first_slot_.resize(drafts_.size());
    for (const std::size_t at : order_) add_stage(at);
    for (std::size_t i = 0; i < order_.size(); ++i) connect(i, position);
  }

 private:
  void add_stage(std::size_t at) {
    plan::Draft& draft = drafts_[at];
    PlannedStage stage;
    stage.name = draft.request.name;
    stage.use = draft.request.use;
    if (draft.plugin != nullptr) stage.plugin = draft.plugin->path.string();
    stage.entry = draft.entry;
    stage.info = draft.info;
    stage.parameters = std::move(draft.parameters);
    stage.instance = std::move(instances_[at]);
    stage.on_error = draft.request.on_error;
    stage.retries = draft.request.retries;
    stage.lanes = draft.request.lanes.value_or(1);
    stage.concurrency = draft.request.concurrency.value_or(0);
    stage.location = draft.request.mark.location();
    for (std::size_t p = 0; p < draft.ports.size(); ++p) {
      first_slot_[at].push_back(no_slot);
      if (!plan::is_output(draft.ports[p])) continue;
      first_slot_[at].back() = static_cast<std::uint16_t>(plan_.slots.size());
      plan_.slots.push_back(draft.ports[p].ops);
      plan_.slot_names.push_back(plan::port_name(draft, p));
    }
    plan_.stages.push_back(std::move(stage));
  }

  void connect(std::size_t i, const std::vector<std::size_t>& position) {
    const plan::Draft& draft = drafts_[order_[i]];
    PlannedStage& stage = plan_.stages[i];
    stage.slots = first_slot_[order_[i]];
    for (std::size_t p = 0; p < draft.wires.size(); ++p) {
      const plan::Wire& wire = draft.wires[p];
      if (wire.producer == plan::nobody) continue;
      stage.slots[p] = first_slot_[wire.producer][wire.port];
      stage.predecessors.push_back(position[wire.producer]);
    }
    // A stage that reads nothing still has to wait for the event itself.
    if (i > 0 && stage.predecessors.empty()) stage.predecessors.push_back(0);
    auto& before = stage.predecessors;
    std::sort(before.begin(), before.end());
    before.erase(std::unique(before.begin(), before.end()), before.end());
    for (const std::size_t p : before) plan_.stages[p].successors.push_back(i);
  }

  plan::Drafts& drafts_;
  std::vector<std::size_t> order_;
  std::vector<StageInstance>& instances_;
  Plan& plan_;
  std::vector<std::vector<std::uint16_t>> first_slot_;  // by draft and port
};

void check_slot_count(const config::Document& document, const plan::Drafts& drafts,
                      Findings& findings) {
  std::size_t outputs = 0;
  for (const plan::Draft& draft : drafts) {
    outputs += static_cast<std::size_t>(
        std::count_if(draft.ports.begin(), draft.ports.end(), plan::is_output));
  }
  if (outputs < most_slots) return;
  add_error(findings, document.mark, "stages",
            "the stages make " + std::to_string(outputs) + " products, more than " +
                std::to_string(most_slots - 1));
}

}  // namespace

namespace {

// A value that could not be read, such as one with an unknown variable, has a finding already: what
// the later checks say about the same place follows from it.
void drop_consequences(Findings& findings, std::size_t reading) {
  const auto place = [](const Finding& finding) {
    return std::tuple(finding.location.file, finding.location.line, finding.location.column);
  };
  std::set<std::tuple<std::string, int, int>> places;
  for (std::size_t i = 0; i < reading; ++i) {
    if (findings[i].location.line > 0) places.insert(place(findings[i]));
  }
  const auto first = findings.begin() + static_cast<std::ptrdiff_t>(reading);
  findings.erase(
      std::remove_if(first, findings.end(),
                     [&](const Finding& finding) { return places.contains(place(finding)); }),
      findings.end());
}

std::unique_ptr<Plan> make_plan(const std::filesystem::path& file, const LoadOptions& options,
                                Findings& findings) {
  const auto resolved = config::resolve_document(file, options, findings);
  if (!resolved) return nullptr;
  const std::size_t reading = findings.size();
  const bool readable = !has_errors(findings);
  config::Document document =
      config::read_document_keys(resolved->document, file.stem().string(), findings);
  check_source(document, options, findings);

  plan::Drafts drafts = plan::find_stages(document, search_path(document, options), findings);
  if (!document.has_source) {
    drafts.insert(drafts.begin(), plan::host_source(options.host_products));
  }
  bool complete = document.complete;
  for (plan::Draft& draft : drafts) {
    complete = complete && draft.resolved;
    if (draft.info != nullptr) plan::read_parameters(draft, findings);
  }
  const std::size_t before_ports = findings.size();
  plan::bind_ports(drafts, complete, findings);
  const bool bound = complete && findings.size() == before_ports;
  if (bound && options.host_products.empty()) plan::warn_unread(drafts, findings);
  plan::check_concurrency(document, drafts, findings);
  check_slot_count(document, drafts, findings);
  auto order = plan::topological_order(drafts, findings);

  std::vector<StageInstance> instances;
  for (const plan::Draft& draft : drafts) {
    const bool can = readable && draft.entry != nullptr && draft.parameters_good;
    instances.push_back(can ? plan::construct(draft, findings) : StageInstance());
  }
  drop_consequences(findings, reading);
  if (has_errors(findings) || !order) return nullptr;

  auto planned = std::make_unique<Plan>();
  planned->pipeline = document.pipeline;
  planned->run = document.run;
  planned->resolved = config::emit_yaml(resolved->document);
  planned->config_hash = plan::config_hash(resolved->placeless, drafts);
  Assembler(drafts, std::move(*order), instances, *planned).assemble();
  return planned;
}

// By place, files in the order in which they first came up, so that the list reads like the
// document and not like the checks.
void sort_by_place(Findings& findings) {
  std::map<std::string, std::size_t> rank;
  for (const Finding& finding : findings) rank.emplace(finding.location.file, rank.size());
  std::stable_sort(findings.begin(), findings.end(), [&](const Finding& a, const Finding& b) {
    return std::tuple(rank[a.location.file], a.location.line, a.location.column) <
           std::tuple(rank[b.location.file], b.location.line, b.location.column);
  });
}

}  // namespace

std::unique_ptr<Plan> load_plan(const std::filesystem::path& file, const LoadOptions& options,
                                Findings& findings) {
  Findings own;
  std::unique_ptr<Plan> plan = make_plan(file, options, own);
  sort_by_place(own);
  findings.insert(findings.end(), own.begin(), own.end());
  return plan;
}

}  // namespace trackloom
