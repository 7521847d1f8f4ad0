// The document with its keys read: what is asked for, not yet whether it can be done.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/node.hpp"
#include "trackloom/plan.hpp"

namespace trackloom::config {

enum class Section { source, stages, sinks };

struct StageRequest {
  Section section = Section::stages;
  std::string name;
  std::string use;
  std::string path;  // such as stages.graph
  Mark mark, use_mark;
  const Node* params = nullptr;  // a map, or null; belongs to the resolved tree
  const Node* in = nullptr;
  const Node* replaces = nullptr;  // the name of a stage, or null
  ErrorPolicy on_error = ErrorPolicy::skip;
  unsigned retries = 0;
  std::optional<unsigned> lanes;
  std::optional<unsigned> concurrency;
  Mark lanes_mark, concurrency_mark;
};

struct Document {
  std::string pipeline;
  std::vector<std::filesystem::path> plugins;
  RunSettings run;
  Mark mark, in_flight_mark, threads_mark;
  // The source (if any) first, then stages and sinks as the document has them.
  std::vector<StageRequest> stages;
  bool has_source = false;
  bool complete = true;  // false: a request was left out, so what it makes is not known
};

// `root` is a map whose own keys have been checked. `fallback_name` is the pipeline's name where
// the document gives none. The tree must outlive the result. Requests that lack a usable name or
// `use` are reported and left out.
Document read_document_keys(const Node& root, const std::string& fallback_name, Findings& findings);

}  // namespace trackloom::config
