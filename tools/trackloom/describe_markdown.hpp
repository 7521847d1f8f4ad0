// The catalogue of plugins as a page of Markdown: docs/stages.md.
#pragma once

#include <string>
#include <vector>

#include "trackloom/catalog.hpp"

// Plugins that cannot be loaded are left out.
std::string stages_markdown(const std::vector<const trackloom::PluginListing*>& plugins);
