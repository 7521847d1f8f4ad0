// What is wrong with a pipeline, said before any event is read.
#pragma once

#include <string>
#include <vector>

namespace trackloom {

struct Location {
  std::string file;
  int line = 0;    // from 1; 0: the whole file
  int column = 0;  // from 1
};

enum class Severity { error, warning };

// Printed as `file:line:column: error: what, where in the document; why; did you mean; doc`.
struct Finding {
  Severity severity = Severity::error;
  Location location;
  std::string path;     // where in the document, such as stages[1].params.max_edges
  std::string message;  // what and why
  std::string hint;     // did you mean, the parameter's doc, what to do; may be empty

  std::string text() const;
};

using Findings = std::vector<Finding>;

// True if one of them is an error.
bool has_errors(const Findings& findings) noexcept;

}  // namespace trackloom
