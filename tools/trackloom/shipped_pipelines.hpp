// The pipelines that come with Trackloom.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

// The folder that holds them: share/trackloom/pipelines of an installation, pipelines/ of the
// source tree beside its share/.
std::filesystem::path pipelines_folder();

// Names without .yaml, sorted; only those that run as they are.
std::vector<std::string> shipped_pipelines();

// A shipped pipeline's name, or a file. Throws std::runtime_error that lists the names.
std::filesystem::path find_pipeline(const std::string& name_or_file);
