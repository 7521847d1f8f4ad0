#include "trackml/data_set.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <stdexcept>

namespace trackloom::trackml {
namespace {

struct Part {
  std::uint64_t id = 0;
  std::size_t kind = 0;
};

std::string_view file_part(std::string_view name) {
  return name.substr(name.rfind('/') + 1);
}

std::string_view folder_part(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : name.substr(0, slash);
}

// "event000001000-hits.csv.gz" -> 1000, hits; nothing for other names.
std::optional<Part> part_of(std::string_view name) {
  constexpr std::string_view prefix = "event";
  if (!name.starts_with(prefix)) return std::nullopt;
  name.remove_prefix(prefix.size());
  if (name.ends_with(".gz")) name.remove_suffix(3);
  Part part;
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), id);
  if (error != std::errc() || id < 0 || name.starts_with('-')) return std::nullopt;
  part.id = static_cast<std::uint64_t>(id);
  name.remove_prefix(static_cast<std::size_t>(end - name.data()));
  constexpr std::string_view suffix = ".csv";
  if (!name.starts_with('-') || !name.ends_with(suffix)) return std::nullopt;
  name.remove_prefix(1);
  name.remove_suffix(suffix.size());
  const auto kind = std::find(event_file_names.begin(), event_file_names.end(), name);
  if (kind == event_file_names.end()) return std::nullopt;
  part.kind = static_cast<std::size_t>(kind - event_file_names.begin());
  return part;
}

}  // namespace

DataSet::DataSet(const std::filesystem::path& path) : store_(open_store(path)) {
  std::map<std::uint64_t, EventFiles> events;
  std::string_view folder;
  for (const StoredFile& file : store_->files()) {
    const auto part = part_of(file_part(file.name));
    if (!part) continue;
    if (events.empty()) folder = folder_part(file.name);
    EventFiles& event = events[part->id];
    event.id = part->id;
    const StoredFile*& place = event.files[part->kind];
    if (place != nullptr) {
      throw std::runtime_error("event " + std::to_string(part->id) + " has two " +
                               std::string(event_file_names[part->kind]) + " files, " +
                               store_->display(*place) + " and " + store_->display(file) +
                               "; remove one");
    }
    place = &file;
  }
  if (events.empty()) {
    throw std::runtime_error(path.string() +
                             ": no events, that is no files such as event000001000-hits.csv or "
                             ".csv.gz, here or one folder down");
  }
  for (const auto& [id, event] : events) events_.push_back(event);
  for (const StoredFile& file : store_->files()) {
    const std::string_view name = file_part(file.name);
    if (name != "detectors.csv" && name != "detectors.csv.gz") continue;
    const bool beside = folder_part(file.name) == folder;
    if (beside || (detector_ == nullptr && folder_part(file.name).empty())) detector_ = &file;
  }
}

}  // namespace trackloom::trackml
