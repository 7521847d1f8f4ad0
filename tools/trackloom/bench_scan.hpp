// The configurations that a benchmark compares: every combination of the scanned values.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "trackloom/plan.hpp"

// KEY is threads, in_flight, variant, or a path as --set takes it.
struct Scan {
  std::string key;
  std::vector<std::string> values;
};

// "threads=1,2". Throws std::invalid_argument. Commas inside brackets or braces do not separate.
Scan parse_scan(const std::string& text);

using Choice = std::vector<std::pair<std::string, std::string>>;  // key, value; as the scans go

// The first scan varies slowest; without scans one empty choice.
std::vector<Choice> combinations(const std::vector<Scan>& scans);

// Lays a choice over the options. Throws std::invalid_argument for a number that is none.
void apply(const Choice& choice, trackloom::LoadOptions& options);

std::string text_of(const Choice& choice);  // "threads=1 in_flight=2"
