#include "trackloom/variants.hpp"

#include "config/include.hpp"
#include "trackloom/plan.hpp"

namespace trackloom {

std::vector<std::string> pipeline_variants(const std::filesystem::path& file,
                                           const LoadOptions& options) {
  std::map<std::string, std::string> variables = options.variables;
  variables.try_emplace("share", default_share_directory().string());
  Findings ignored;
  const auto document = config::read_document(file, variables, ignored);
  std::vector<std::string> names;
  if (!document) return names;
  if (const config::Node* variants = document->find("variants")) {
    for (const config::Entry& entry : variants->entries) names.push_back(entry.key);
  }
  return names;
}

}  // namespace trackloom
