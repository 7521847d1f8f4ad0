#include "config/document.hpp"

#include <algorithm>
#include <map>

#include "config/keys.hpp"
#include "config/names.hpp"
#include "config/run_settings.hpp"
#include "config/scalar.hpp"

namespace trackloom::config {
namespace {

constexpr unsigned most_lanes = 256;
constexpr unsigned most_calls = 4096;

class KeyReader {
 public:
  KeyReader(const Node& root, Findings& findings) : root_(root), findings_(findings) {}

  Document read(const std::string& fallback_name) {
    document_.mark = root_.mark;
    document_.pipeline = fallback_name;
    read_texts();
    if (const Node* run = root_.find("run"); run != nullptr && run->kind != NodeKind::null) {
      document_.run = read_run_settings(*run, findings_);
      if (const Node* node = run->find("in_flight")) document_.in_flight_mark = node->mark;
      if (const Node* node = run->find("threads")) document_.threads_mark = node->mark;
    }
    if (const Node* source = root_.find("source"); source && source->kind != NodeKind::null) {
      document_.has_source = true;
      read_request(*source, Section::source, "source", "source");
    }
    taken_["source"] = document_.has_source ? root_.find("source")->mark : root_.mark;
    read_list("stages", Section::stages);
    read_list("sinks", Section::sinks);
    return std::move(document_);
  }

 private:
  void read_texts() {
    for (const char* key : {"pipeline", "doc"}) {
      const Node* node = root_.find(key);
      if (node == nullptr) continue;
      std::string why;
      const auto text = to_text(*node, why);
      if (!text) {
        add_error(findings_, node->mark, key, why);
      } else if (std::string_view(key) == "pipeline") {
        document_.pipeline = *text;
      }
    }
    const Node* plugins = root_.find("plugins");
    if (plugins == nullptr || plugins->kind == NodeKind::null) return;
    if (plugins->kind != NodeKind::sequence) {
      add_error(findings_, plugins->mark, "plugins",
                "expected a list of folders, found " + describe(*plugins));
      return;
    }
    for (const Node& item : plugins->items) {
      std::string why;
      const auto text = to_text(item, why);
      if (text) {
        document_.plugins.emplace_back(*text);
      } else {
        add_error(findings_, item.mark, "plugins", why);
      }
    }
  }

  void read_list(const char* key, Section section) {
    const Node* list = root_.find(key);
    if (list == nullptr || list->kind == NodeKind::null) return;
    if (list->kind != NodeKind::sequence) {
      add_error(findings_, list->mark, key, "expected a list, found " + describe(*list));
      return;
    }
    const std::vector<std::string> names = entry_names(*list, section == Section::sinks);
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      const Node& entry = list->items[i];
      const std::string path =
          names[i].empty() ? std::string(key) + '[' + std::to_string(i) + ']' : join(key, names[i]);
      read_request(entry, section, names[i], path);
    }
  }

  void read_request(const Node& node, Section section, const std::string& name,
                    const std::string& path) {
    const auto keys = section == Section::source   ? source_keys()
                      : section == Section::stages ? stage_keys()
                                                   : sink_keys();
    if (!check_keys(node, keys, path, findings_)) {
      document_.complete = false;
      return;
    }
    StageRequest request;
    request.section = section;
    request.name = name;
    request.path = path;
    request.mark = node.mark;
    request.on_error = document_.run.on_error;
    request.retries = document_.run.retries;
    const bool named = section == Section::source || check_name(node, name, path);
    const bool usable = read_use(node, request);
    request.params = read_map(node, "params", path);
    request.in = read_map(node, "in", path);
    read_options(node, request);
    if (named && usable) {
      document_.stages.push_back(std::move(request));
    } else {
      document_.complete = false;
    }
  }

  bool check_name(const Node& node, const std::string& name, const std::string& path) {
    const Node* given = node.find("name");
    if (name.empty()) {
      // A sink's missing name follows from its use, whose own finding is enough.
      if (given == nullptr && path.starts_with("sinks")) return false;
      add_error(findings_, given != nullptr ? given->mark : node.mark, path, "a stage needs a name",
                "add `name: ...`; other stages and --set refer to it");
      return false;
    }
    const Mark& mark = given != nullptr ? given->mark : node.mark;
    if (!is_name(name)) {
      add_error(findings_, mark, path, "'" + name + "' is not a name",
                "use letters, digits, _ and -");
      return false;
    }
    const auto [first, inserted] = taken_.emplace(name, mark);
    if (inserted) return true;
    const Location where = first->second.location();
    add_error(findings_, mark, path, "the name '" + name + "' is taken",
              name == "source" ? "it stands for the pipeline's source"
                               : "first used at " + where.file + ':' + std::to_string(where.line) +
                                     ':' + std::to_string(where.column));
    return false;
  }

  bool read_use(const Node& node, StageRequest& request) {
    const Node* use = node.find("use");
    if (use == nullptr) {
      add_error(findings_, node.mark, request.path, "no `use:`, so nothing says which stage it is",
                "write use: PLUGIN.STAGE; `trackloom describe` lists them");
      return false;
    }
    request.use = use->text;
    request.use_mark = use->mark;
    if (use->kind == NodeKind::scalar && parse_use(use->text)) return true;
    add_error(findings_, use->mark, join(request.path, "use"),
              describe(*use) + " is not of the form PLUGIN.STAGE");
    return false;
  }

  const Node* read_map(const Node& node, const char* key, const std::string& path) {
    const Node* map = node.find(key);
    if (map == nullptr || map->kind == NodeKind::null) return nullptr;
    if (map->kind == NodeKind::map) return map;
    add_error(findings_, map->mark, join(path, key), "expected a map, found " + describe(*map));
    return nullptr;
  }

  void read_options(const Node& node, StageRequest& request) {
    if (const Node* on_error = node.find("on_error")) {
      if (const auto policy =
              read_error_policy(*on_error, join(request.path, "on_error"), findings_)) {
        request.on_error = policy->policy;
        request.retries = policy->retries;
      }
      if (request.section == Section::source && request.on_error == ErrorPolicy::retry) {
        add_error(findings_, on_error->mark, "source.on_error",
                  "a source cannot be asked for the same event again", "use skip or abort");
      }
    } else if (request.section == Section::source && request.on_error == ErrorPolicy::retry) {
      request.on_error = ErrorPolicy::skip;  // run.on_error speaks of stages
      request.retries = 0;
    }
    if (request.section != Section::stages) return;
    if (const Node* replaces = node.find("replaces");
        replaces && replaces->kind != NodeKind::null) {
      request.replaces = replaces;
    }
    if (const Node* lanes = node.find("lanes")) {
      request.lanes_mark = lanes->mark;
      request.lanes = read_count(*lanes, 1, most_lanes, join(request.path, "lanes"), findings_);
    }
    if (const Node* concurrency = node.find("concurrency")) {
      request.concurrency_mark = concurrency->mark;
      request.concurrency =
          read_count(*concurrency, 1, most_calls, join(request.path, "concurrency"), findings_);
    }
  }

  const Node& root_;
  Findings& findings_;
  Document document_;
  std::map<std::string, Mark> taken_;
};

}  // namespace

Document read_document_keys(const Node& root, const std::string& fallback_name,
                            Findings& findings) {
  return KeyReader(root, findings).read(fallback_name);
}

}  // namespace trackloom::config
