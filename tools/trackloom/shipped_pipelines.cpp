#include "shipped_pipelines.hpp"

#include <algorithm>
#include <stdexcept>

#include "trackloom/plan.hpp"

namespace fs = std::filesystem;

fs::path pipelines_folder() {
  const fs::path share = trackloom::default_share_directory();
  std::error_code error;
  if (fs::is_directory(share / "pipelines", error)) return share / "pipelines";
  return share.parent_path() / "pipelines";
}

std::vector<std::string> shipped_pipelines() {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(pipelines_folder(), error)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

fs::path find_pipeline(const std::string& name_or_file) {
  std::error_code error;
  if (fs::is_regular_file(name_or_file, error)) return name_or_file;
  const fs::path shipped = pipelines_folder() / (name_or_file + ".yaml");
  if (fs::is_regular_file(shipped, error)) return shipped;
  std::string known;
  for (const auto& name : shipped_pipelines()) known += (known.empty() ? "" : ", ") + name;
  throw std::runtime_error("there is no pipeline '" + name_or_file +
                           "'; give a file or one of: " + known);
}
