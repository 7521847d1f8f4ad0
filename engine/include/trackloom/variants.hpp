// The variants that a pipeline offers, for listings.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace trackloom {

struct LoadOptions;

// Names of the document's `variants:`, of what it includes too, in their order. Empty where the
// document cannot be read: `load_plan` says why.
std::vector<std::string> pipeline_variants(const std::filesystem::path& file,
                                           const LoadOptions& options);

}  // namespace trackloom
