// Which events a data set has, and which files belong to each.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "trackml/file_store.hpp"

namespace trackloom::trackml {

enum class EventFile : std::uint8_t { hits, cells, truth, particles };
inline constexpr std::array<std::string_view, 4> event_file_names = {"hits", "cells", "truth",
                                                                     "particles"};

// "FOLDER/event000001000-hits.csv.gz" -> 1000, "hits"; nothing for names of another form. The part
// is a view of `path`.
struct EventFileName {
  std::uint64_t id = 0;
  std::string_view part;
};
std::optional<EventFileName> event_file_name_of(std::string_view path);

struct EventFiles {
  std::uint64_t id = 0;
  std::array<const StoredFile*, 4> files{};  // by EventFile; null: not there

  const StoredFile* operator[](EventFile kind) const noexcept {
    return files[static_cast<std::size_t>(kind)];
  }
};

// Lists a directory or a zip file: event<digits>-{hits,cells,truth,particles}.csv[.gz] at its root
// and one level down; other names are left alone. Throws std::runtime_error if there is no event,
// or if two files claim to be the same part of one.
class DataSet {
 public:
  explicit DataSet(const std::filesystem::path& path);

  const FileStore& store() const noexcept { return *store_; }
  const std::vector<EventFiles>& events() const noexcept { return events_; }  // by id
  // detectors.csv or detectors.csv.gz: beside the events, else at the root.
  const StoredFile* detector() const noexcept { return detector_; }

 private:
  std::unique_ptr<FileStore> store_;
  std::vector<EventFiles> events_;
  const StoredFile* detector_ = nullptr;
};

}  // namespace trackloom::trackml
