#include "config/read_yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <unordered_map>

namespace trackloom::config {
namespace {

// The tree is built from the parser's events: YAML::Load resolves aliases by reference, which makes
// the expanded size invisible, and keeps only the last of two equal keys.
struct Refused {
  Mark mark;
  std::string message;
};

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::shared_ptr<const std::string> file, const YamlLimits& limits, Findings& findings)
      : file_(std::move(file)), limits_(limits), findings_(findings) {}

  Node take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node node;
    node.mark = at(mark);
    finish(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (++aliases_ > limits_.aliases) {
      throw Refused{at(mark), "more than " + std::to_string(limits_.aliases) + " aliases"};
    }
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) throw Refused{at(mark), "an alias inside the node it names"};
    charge(found->second.second, at(mark));
    attach(Node(found->second.first));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check_tag(tag, mark);
    // yaml-cpp: "?" is a plain scalar, "!" a quoted or block one.
    finish(make_scalar(value, at(mark), tag == "!"), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(NodeKind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(NodeKind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    Node node;
    YAML::anchor_t anchor = 0;
    bool has_key = false;
    std::string key;
    Mark key_mark;
    std::unordered_map<std::string, std::size_t> positions;  // key -> index in node.entries
  };

  Mark at(const YAML::Mark& mark) const { return {file_, mark.line + 1, mark.column + 1}; }

  void charge(std::size_t count, const Mark& mark) {
    nodes_ += count;
    if (nodes_ > limits_.nodes) {
      throw Refused{
          mark, "more than " + std::to_string(limits_.nodes) + " nodes once aliases are expanded"};
    }
  }

  void check_tag(const std::string& tag, const YAML::Mark& mark) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    add_error(findings_, at(mark), {}, "tags such as " + tag + " are not supported");
  }

  void open(NodeKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    check_tag(tag, mark);
    if (stack_.size() >= limits_.depth) {
      throw Refused{at(mark), "maps and lists nested deeper than " + std::to_string(limits_.depth)};
    }
    Frame frame;
    frame.node.kind = kind;
    frame.node.mark = at(mark);
    frame.anchor = anchor;
    stack_.push_back(std::move(frame));
  }

  void close() {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    finish(std::move(frame.node), frame.anchor);
  }

  // Nodes below were charged when they were finished themselves.
  void finish(Node node, YAML::anchor_t anchor) {
    charge(1, node.mark);
    if (anchor != 0) {
      const std::size_t size = node.count();
      charge(size, node.mark);
      anchors_[anchor] = {node, size};
    }
    attach(std::move(node));
  }

  void attach(Node node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = stack_.back();
    if (frame.node.kind == NodeKind::sequence) {
      frame.node.items.push_back(std::move(node));
    } else if (!frame.has_key) {
      take_key(frame, node);
    } else {
      frame.has_key = false;
      // The parser places a missing value at the next token; its key says more.
      if (node.kind == NodeKind::null) node.mark = frame.key_mark;
      add_entry(frame, std::move(node));
    }
  }

  void take_key(Frame& frame, const Node& node) {
    if (node.kind != NodeKind::scalar) {
      add_error(findings_, node.mark, {}, "a key must be a name, not " + describe(node));
    }
    frame.has_key = true;
    frame.key = node.text;
    frame.key_mark = node.mark;
  }

  void add_entry(Frame& frame, Node node) {
    const auto [known, inserted] = frame.positions.emplace(frame.key, frame.node.entries.size());
    if (!inserted) {
      const Mark& first = frame.node.entries[known->second].mark;
      add_error(findings_, frame.key_mark, {}, "key '" + frame.key + "' is given twice in one map",
                "first given at line " + std::to_string(first.line) + ", column " +
                    std::to_string(first.column));
      return;
    }
    frame.node.entries.push_back({frame.key, frame.key_mark, std::move(node)});
  }

  std::shared_ptr<const std::string> file_;
  const YamlLimits& limits_;
  Findings& findings_;
  std::vector<Frame> stack_;
  std::unordered_map<YAML::anchor_t, std::pair<Node, std::size_t>> anchors_;
  std::size_t aliases_ = 0;
  std::size_t nodes_ = 0;
  Node root_;
};

}  // namespace

std::optional<Node> read_yaml_text(const std::string& text, const std::string& file_name,
                                   Findings& findings, const YamlLimits& limits) {
  const auto file = std::make_shared<const std::string>(file_name);
  if (text.size() > limits.bytes) {
    add_error(findings, {file, 0, 0}, {},
              "larger than " + std::to_string(limits.bytes) + " bytes, too large for a pipeline");
    return std::nullopt;
  }
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    TreeBuilder builder(file, limits, findings);
    if (!parser.HandleNextDocument(builder)) {
      add_error(findings, {file, 0, 0}, {}, "the document is empty");
      return std::nullopt;
    }
    Node root = builder.take_root();
    if (parser) {
      add_error(findings, {file, 0, 0}, {}, "more than one YAML document in the file");
    }
    return root;
  } catch (const Refused& refused) {
    add_error(findings, refused.mark, {}, "refused: " + refused.message);
  } catch (const YAML::Exception& error) {
    const Mark mark{file, error.mark.is_null() ? 0 : error.mark.line + 1,
                    error.mark.is_null() ? 0 : error.mark.column + 1};
    add_error(findings, mark, {}, "not valid YAML: " + error.msg);
  }
  return std::nullopt;
}

std::optional<Node> read_yaml_file(const std::filesystem::path& file, Findings& findings,
                                   const YamlLimits& limits) {
  const Mark whole{std::make_shared<const std::string>(file.string()), 0, 0};
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {
    add_error(findings, whole, {}, "is a folder, not a YAML file");
    return std::nullopt;
  }
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    add_error(findings, whole, {}, std::string("cannot be read: ") + std::strerror(errno));
    return std::nullopt;
  }
  // One byte over the limit is enough to refuse a file of any size.
  std::string text(limits.bytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return read_yaml_text(text, file.string(), findings, limits);
}

}  // namespace trackloom::config
