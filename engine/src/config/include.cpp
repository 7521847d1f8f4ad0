#include "config/include.hpp"

#include <algorithm>

#include "config/keys.hpp"
#include "config/merge.hpp"
#include "config/read_yaml.hpp"
#include "config/variables.hpp"

namespace trackloom::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t deepest_include = 16;
constexpr std::size_t most_files = 64;

fs::path identity(const fs::path& file) {
  std::error_code error;
  fs::path canonical = fs::weakly_canonical(file, error);
  return error ? file : canonical;
}

class Reader {
 public:
  Reader(const std::map<std::string, std::string>& variables, Findings& findings)
      : variables_(variables, false), findings_(findings) {}

  std::optional<Node> read(const fs::path& file) {
    chain_.push_back(identity(file));
    std::optional<Node> own = read_yaml_file(file, findings_);
    if (own && !check_keys(*own, document_keys(), {}, findings_)) own.reset();
    if (own) {
      make_folders_absolute(*own, file.parent_path());
      own = with_includes(std::move(*own), file.parent_path());
    }
    chain_.pop_back();
    return own;
  }

 private:
  Node with_includes(Node own, const fs::path& folder) {
    const Node* found = own.find("include");
    if (found == nullptr) return own;
    const Node include = *found;
    own.erase("include");
    if (include.kind == NodeKind::scalar) return merged(under(include, folder), std::move(own));
    if (include.kind != NodeKind::sequence) {
      add_error(findings_, include.mark, "include",
                "expected a file name or a list of them, found " + describe(include));
      return own;
    }
    std::optional<Node> base;
    for (const Node& item : include.items) {
      std::optional<Node> next = under(item, folder);
      if (!next) continue;
      base = merged(std::move(base), std::move(*next));
    }
    return merged(std::move(base), std::move(own));
  }

  Node merged(std::optional<Node> base, Node over) {
    if (!base) return over;
    merge_document(*base, std::move(over), findings_);
    return std::move(*base);
  }

  std::optional<Node> under(const Node& name, const fs::path& folder) {
    if (name.kind != NodeKind::scalar || name.text.empty()) {
      add_error(findings_, name.mark, "include", "expected a file name, found " + describe(name));
      return std::nullopt;
    }
    Node expanded = name;
    const std::size_t before = findings_.size();
    variables_.expand(expanded, "include", findings_);
    if (findings_.size() > before) return std::nullopt;
    const fs::path file = folder / expanded.text;
    if (const std::string problem = refusal(file); !problem.empty()) {
      add_error(findings_, name.mark, "include", problem);
      return std::nullopt;
    }
    std::error_code error;
    if (!fs::exists(file, error)) {
      add_error(findings_, name.mark, "include", "included file " + file.string() + " is missing",
                "the name is relative to the file that includes it");
      return std::nullopt;
    }
    return read(file);
  }

  std::string refusal(const fs::path& file) {
    const fs::path id = identity(file);
    const auto begin = std::find(chain_.begin(), chain_.end(), id);
    if (begin != chain_.end()) {
      std::string loop;
      for (auto link = begin; link != chain_.end(); ++link) loop += link->string() + " -> ";
      return "a file includes itself: " + loop + id.string();
    }
    if (chain_.size() >= deepest_include) {
      return "includes nested deeper than " + std::to_string(deepest_include);
    }
    if (++files_ > most_files) return "more than " + std::to_string(most_files) + " included files";
    return {};
  }

  static void make_folders_absolute(Node& own, const fs::path& folder) {
    Node* plugins = own.find("plugins");
    if (plugins == nullptr || plugins->kind != NodeKind::sequence) return;
    for (Node& item : plugins->items) {
      // A folder that begins with a variable is complete once that is known.
      if (item.kind != NodeKind::scalar || item.text.starts_with("${")) continue;
      std::error_code error;
      const fs::path absolute = fs::absolute(folder / item.text, error);
      if (!error) item.text = absolute.lexically_normal().string();
    }
  }

  VariableScope variables_;
  Findings& findings_;
  std::vector<fs::path> chain_;
  std::size_t files_ = 0;
};

}  // namespace

std::optional<Node> read_document(const fs::path& file,
                                  const std::map<std::string, std::string>& variables,
                                  Findings& findings) {
  return Reader(variables, findings).read(file);
}

}  // namespace trackloom::config
