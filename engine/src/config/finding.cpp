#include "trackloom/finding.hpp"

#include <algorithm>

namespace trackloom {

std::string Finding::text() const {
  std::string out = location.file;
  if (location.line > 0) {
    out += ':' + std::to_string(location.line) + ':' + std::to_string(location.column);
  }
  out += severity == Severity::error ? ": error: " : ": warning: ";
  out += message;
  if (!path.empty()) out += ", at " + path;
  if (!hint.empty()) out += "; " + hint;
  return out;
}

bool has_errors(const Findings& findings) noexcept {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& f) { return f.severity == Severity::error; });
}

}  // namespace trackloom
