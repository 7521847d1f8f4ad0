#include "config/merge.hpp"

#include <algorithm>

#include "config/names.hpp"

namespace trackloom::config {
namespace {

void merge_map(Node& base, Node overlay) {
  if (base.kind != NodeKind::map || overlay.kind != NodeKind::map) {
    base = std::move(overlay);
    return;
  }
  for (Entry& entry : overlay.entries) {
    if (entry.value.kind == NodeKind::null) {
      base.erase(entry.key);
    } else if (Node* below = base.find(entry.key)) {
      merge_map(*below, std::move(entry.value));
    } else {
      base.entries.push_back(std::move(entry));
    }
  }
}

bool other_use(const Node& base, const Node& overlay) {
  const Node* a = base.find("use");
  const Node* b = overlay.find("use");
  return a != nullptr && b != nullptr && a->text != b->text;
}

void merge_entry(Node& base, Node overlay) {
  if (other_use(base, overlay)) {
    base = std::move(overlay);
  } else {
    merge_map(base, std::move(overlay));
  }
}

// An entry without `remove` has nothing to say here; true if it is to be dropped.
bool wants_removal(const Node& entry, const std::string& path, Findings& findings) {
  const Node* remove = entry.find("remove");
  if (remove == nullptr) return false;
  if (remove->text == "true" && !remove->quoted) return true;
  add_error(findings, remove->mark, path + ".remove",
            describe(*remove) + " is not true, the only value that 'remove' has");
  return false;
}

void merge_list(Node& base, Node overlay, const char* key, Findings& findings) {
  const bool sinks = std::string_view(key) == "sinks";
  if (overlay.kind != NodeKind::sequence || base.kind != NodeKind::sequence) {
    base = std::move(overlay);
    return;
  }
  std::vector<std::string> known = entry_names(base, sinks);
  const std::vector<std::string> names = entry_names(overlay, sinks);
  for (std::size_t i = 0; i < overlay.items.size(); ++i) {
    Node& entry = overlay.items[i];
    const std::string path = join(key, names[i]);
    const bool remove = wants_removal(entry, path, findings);
    const auto found =
        names[i].empty() ? known.end() : std::find(known.begin(), known.end(), names[i]);
    if (found != known.end()) {
      const auto at = found - known.begin();
      if (remove) {
        base.items.erase(base.items.begin() + at);
        known.erase(found);
      } else {
        merge_entry(base.items[static_cast<std::size_t>(at)], std::move(entry));
      }
    } else if (remove) {
      add_error(findings, entry.mark, path, "there is no '" + names[i] + "' to remove");
    } else {
      base.items.push_back(std::move(entry));
      known.push_back(names[i]);
    }
  }
}

}  // namespace

void merge_document(Node& base, Node overlay, Findings& findings) {
  if (base.kind != NodeKind::map || overlay.kind != NodeKind::map) {
    base = std::move(overlay);
    return;
  }
  for (Entry& entry : overlay.entries) {
    Node* below = base.find(entry.key);
    if (entry.value.kind == NodeKind::null) {
      base.erase(entry.key);
    } else if (below == nullptr) {
      base.entries.push_back(std::move(entry));
    } else if (entry.key == "stages" || entry.key == "sinks") {
      merge_list(*below, std::move(entry.value), entry.key.c_str(), findings);
    } else if (entry.key == "source") {
      merge_entry(*below, std::move(entry.value));
    } else {
      merge_map(*below, std::move(entry.value));
    }
  }
}

}  // namespace trackloom::config
