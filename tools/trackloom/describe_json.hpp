// The catalogue of plugins as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "trackloom/catalog.hpp"

nlohmann::ordered_json stage_json(const trackloom::StageInfo& info, const std::string& name);
