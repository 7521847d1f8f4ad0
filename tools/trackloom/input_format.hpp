// What an input is, by its first bytes or its files' names.
#pragma once

#include <filesystem>
#include <string>

// The stage that reads it, PLUGIN.STAGE; empty if nothing here knows it, so that the pipeline's own
// source has the word. Never throws.
std::string source_for(const std::filesystem::path& input) noexcept;
