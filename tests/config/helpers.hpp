// Short ways to make documents and look at findings.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "config/node.hpp"
#include "config/read_yaml.hpp"
#include "temporary_folder.hpp"

namespace trackloom::config {

inline Node parse(const std::string& text, Findings& findings) {
  auto node = read_yaml_text(text, "test.yaml", findings);
  REQUIRE_MESSAGE(node.has_value(), (findings.empty() ? "" : findings[0].text()));
  return *node;
}

// Without findings.
inline Node parse(const std::string& text) {
  Findings findings;
  Node node = parse(text, findings);
  REQUIRE(findings.empty());
  return node;
}

// All findings, one per line.
inline std::string texts(const Findings& findings) {
  std::string out;
  for (const Finding& finding : findings) out += finding.text() + '\n';
  return out;
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

using trackloom_test::TemporaryFolder;

}  // namespace trackloom::config
