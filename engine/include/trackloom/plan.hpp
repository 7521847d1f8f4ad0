// A pipeline that has passed every check: stages constructed, ports bound to slots, order known.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "trackloom/abi.hpp"
#include "trackloom/finding.hpp"

namespace trackloom {

enum class ErrorPolicy { skip, retry, abort };

// The failures a run accepts. An absolute limit acts at once, a percentage is judged at the end.
struct FailureLimit {
  std::optional<std::uint64_t> count;
  std::optional<double> percent;
};

// The document's `run:` section. 0 threads or in_flight means auto: threads = hardware threads,
// in_flight = threads + lanes of all asynchronous stages + 2.
struct RunSettings {
  unsigned threads = 0;
  unsigned in_flight = 0;
  bool input_order = true;  // order: input | any; `any` lets ordered sinks take events as they come
  ErrorPolicy on_error = ErrorPolicy::skip;
  unsigned retries = 0;
  FailureLimit max_failures;
  // Watchdog: longest time of one event in one stage. 0 means no limit.
  std::chrono::duration<double> first_event_timeout{600.0};
  std::chrono::duration<double> event_timeout{120.0};
};

// Owns one instance of a stage; the entry's table belongs to a plugin, which is never unloaded.
struct StageDeleter {
  const StageEntry* entry = nullptr;
  void operator()(void* self) const noexcept { entry->destroy(self); }
};
using StageInstance = std::unique_ptr<void, StageDeleter>;

struct PlannedStage {
  std::string name;    // as the pipeline calls it
  std::string use;     // plugin.stage
  std::string plugin;  // path of the library; empty for the host's source
  const StageEntry* entry = nullptr;
  const StageInfo* info = nullptr;
  ParameterSet parameters;
  StageInstance instance;            // the first; clones are made with entry->create(parameters)
  std::vector<std::uint16_t> slots;  // by port of info->ports
  std::vector<std::size_t> predecessors;  // indices into Plan::stages
  std::vector<std::size_t> successors;
  ErrorPolicy on_error = ErrorPolicy::skip;
  unsigned retries = 0;
  unsigned lanes = 1;        // of an asynchronous stage
  unsigned concurrency = 0;  // cap on calls side by side; 0: as the stage allows
  Location location;
};

// What the stage copies between host and device per event, as it is set; empty: nothing.
std::string copies_of(const PlannedStage& stage);

struct Plan {
  std::string pipeline;     // the document's name
  std::string config_hash;  // 16 hex digits over the resolved document and the plugin versions
  std::string resolved;     // the document after includes, variants, variables and --set, as YAML
  RunSettings run;
  // In topological order; index 0 is the source, sinks come last. Ties follow the document.
  std::vector<PlannedStage> stages;
  std::vector<const ProductOps*> slots;
  std::vector<std::string> slot_names;  // stage.port that writes the slot
};

// What a program gives the loader besides the document.
struct LoadOptions {
  std::vector<std::filesystem::path> plugin_path;  // first match is final; empty: the default
  std::map<std::string, std::string> variables;    // share, input, output, ...
  bool allow_environment = false;                  // ${env:NAME}
  std::vector<std::string> variants;               // overlays to apply, in order
  std::vector<std::string> set;                    // path=value, applied last
  // PLUGIN.STAGE to use as the source: in any case, and where the document's source has the
  // parameter path: "${input}" (the program knows what the input is). The first wins.
  std::string source;
  std::string input_source;
  std::optional<unsigned> threads;  // override run.threads
  std::optional<unsigned> in_flight;
  // Products that a host program pushes itself; the document then needs no source, and the plan's
  // source is a placeholder whose entry is null.
  std::vector<const ProductOps*> host_products;
};

// Reads, resolves, checks and plans a pipeline. All findings are reported together; the plan is
// null if one of them is an error. Reads no event, opens no output.
std::unique_ptr<Plan> load_plan(const std::filesystem::path& file, const LoadOptions& options,
                                Findings& findings);

// The default search path: TRACKLOOM_PLUGIN_PATH (colon-separated), then the folder
// lib/trackloom/plugins beside libtrackloom's own folder.
std::vector<std::filesystem::path> default_plugin_path();
// TRACKLOOM_SHARE, else share/trackloom of the installation, else the source tree's share/.
std::filesystem::path default_share_directory();

}  // namespace trackloom
