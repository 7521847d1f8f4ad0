// A Result for people and for programs.
#pragma once

#include <filesystem>
#include <string>

#include "comparing/result.hpp"

namespace comparing {

std::string to_text(const Result& result);  // the terminal's tables
std::string to_json(const Result& result);  // compare.json; its fields are in docs/comparing.md
std::string to_html(const Result& result);  // compare.html

// Writes only_X_not_Y.csv, the particles that X found and Y did not (columns event_id, particle_id,
// pt, eta, radius, hits, track_id: the track of X), compare.json and compare.html, and adds them to
// result.files.
void write(Result& result, const std::filesystem::path& output);

// "0.9312", or "12.3 ms" for a time.
std::string value_text(const Figure& figure, double value);
// "+0.0123 [+0.0100, +0.0146]"
std::string difference_text(const Figure& figure);
// "better", "worse", or "not distinguishable ..." with what would be needed.
std::string verdict_text(const Figure& figure, const Result& result);

}  // namespace comparing
