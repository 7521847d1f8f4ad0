// Short ways to make documents and look at findings.
#pragma once

#include <unistd.h>

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "config/node.hpp"
#include "config/read_yaml.hpp"

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

// A folder that goes away with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "trackloom-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
    return file;
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace trackloom::config
