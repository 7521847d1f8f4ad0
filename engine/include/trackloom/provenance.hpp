// Where, with what and from which files a run was made.
#pragma once

#include <cstdint>
#include <ctime>
#include <string>
#include <vector>

#include "trackloom/plan.hpp"

namespace trackloom {

struct Provenance {
  struct Plugin {
    std::string name, version;
  };
  // A file that a stage's parameter names, such as a map or weights. hash: 16 hex digits, FNV-1a 64
  // over the file's 8-byte little-endian words, the last one filled up with zeros, and its length.
  // Empty where the file cannot be read any more.
  struct File {
    std::string stage, parameter, path, hash;
    std::uint64_t bytes = 0;
  };
  std::string started;  // UTC, such as 2026-11-24T15:40:00Z
  std::string version;  // of Trackloom
  std::string
      revision;  // of its sources, with "+" if they had changes; "unknown" outside a checkout
  std::string compiler;
  std::string onetbb;           // interface version in use
  std::string cpu;              // model name
  unsigned cpus = 0;            // logical ones that this process may use
  double memory_gb = 0;         // of the machine
  std::string system;           // distribution and kernel
  std::vector<Plugin> plugins;  // by name
  std::vector<File> files;      // in the order of the stages
};

// Reads every file once for its hash. Never throws: what cannot be found out stays empty.
Provenance provenance_of(const Plan& plan, std::time_t started) noexcept;

}  // namespace trackloom
