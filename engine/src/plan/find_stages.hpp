// From `use: PLUGIN.STAGE` to the plugin's table.
#pragma once

#include <filesystem>
#include <span>

#include "plan/draft.hpp"

namespace trackloom::plan {

// One draft per request, in order. A plugin or stage that is not found, of the wrong kind for its
// section or with a broken description is a finding, and its draft stays unresolved.
Drafts find_stages(const config::Document& document, std::span<const std::filesystem::path> search,
                   Findings& findings);

// The placeholder for a source whose events a host program pushes.
Draft host_source(std::span<const ProductOps* const> products);

}  // namespace trackloom::plan
