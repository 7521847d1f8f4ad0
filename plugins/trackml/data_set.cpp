#include "trackml/data_set.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <stdexcept>

namespace trackloom::trackml {
namespace {

std::string_view file_part(std::string_view name) {
  return name.substr(name.rfind('/') + 1);
}

std::string_view folder_part(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : name.substr(0, slash);
}

}  // namespace

std::optional<EventFileName> event_file_name_of(std::string_view path) {
  std::string_view name = file_part(path);
  constexpr std::string_view prefix = "event";
  if (!name.starts_with(prefix)) return std::nullopt;
  name.remove_prefix(prefix.size());
  if (name.ends_with(".gz")) name.remove_suffix(3);
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), id);
  if (error != std::errc() || id < 0 || name.starts_with('-')) return std::nullopt;
  name.remove_prefix(static_cast<std::size_t>(end - name.data()));
  constexpr std::string_view suffix = ".csv";
  if (!name.starts_with('-') || !name.ends_with(suffix)) return std::nullopt;
  name.remove_prefix(1);
  name.remove_suffix(suffix.size());
  return EventFileName{static_cast<std::uint64_t>(id), name};
}

DataSet::DataSet(const std::filesystem::path& path) : store_(open_store(path)) {
  std::map<std::uint64_t, EventFiles> events;
  std::string_view folder;
  for (const StoredFile& file : store_->files()) {
    const auto name = event_file_name_of(file.name);
    if (!name) continue;
    const auto kind = std::find(event_file_names.begin(), event_file_names.end(), name->part);
    if (kind == event_file_names.end()) continue;
    if (events.empty()) folder = folder_part(file.name);
    EventFiles& event = events[name->id];
    event.id = name->id;
    const StoredFile*& place =
        event.files[static_cast<std::size_t>(kind - event_file_names.begin())];
    if (place != nullptr) {
      throw std::runtime_error("event " + std::to_string(name->id) + " has two " +
                               std::string(name->part) + " files, " + store_->display(*place) +
                               " and " + store_->display(file) + "; remove one");
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
