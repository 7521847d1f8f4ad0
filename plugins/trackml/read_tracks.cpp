#include "trackml/read_tracks.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <tuple>
#include <vector>

#include "trackloom/error.hpp"
#include "trackml/csv_table.hpp"
#include "trackml/data_set.hpp"
#include "trackml/id_index.hpp"

namespace trackloom::trackml {
namespace {

enum Column : std::size_t { hit_id, track_id, event_id };
constexpr ColumnSpec columns[] = {{"hit_id"}, {"track_id"}, {"event_id", false}};

struct Entry {
  std::uint64_t track = 0;
  float distance = 0;  // from the origin, mm
  std::uint32_t hit = 0;
  friend bool operator<(const Entry& a, const Entry& b) {
    return std::tie(a.track, a.distance, a.hit) < std::tie(b.track, b.distance, b.hit);
  }
};

// One entry per row whose track is not 0, in the order of the file.
std::vector<Entry> parse(const std::string& file, const ByteBuffer& text, std::uint64_t event,
                         const Hits& hits) {
  CsvTable table(file, text, columns);
  std::vector<std::uint64_t> hit(table.rows()), track(table.rows()), of(table.rows(), event);
  table.bind(hit_id, hit.data());
  table.bind(track_id, track.data());
  if (table.has(event_id)) table.bind(event_id, of.data());
  table.parse();
  IdIndex index;
  index.build(hits.id);
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < hit.size(); ++i) {
    if (of[i] != event) {
      table.refuse(
          i, event_id,
          "event " + std::to_string(of[i]) + " in the file of event " + std::to_string(event));
    }
    const std::uint32_t row = index.find(hit[i]);
    if (row == IdIndex::none) {
      table.refuse(i, hit_id, "the event has no hit " + std::to_string(hit[i]));
    }
    if (track[i] == 0) continue;
    entries.push_back({track[i], std::hypot(hits.r[row], hits.z[row]), row});
  }
  return entries;
}

}  // namespace

void ReadTracks::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Tracks from event*-KIND.csv[.gz] (hit_id, track_id), as trackml.tracks and other programs "
      "write them, for evaluation.compare_tracks.");
  stage.param("path", &Config::path)
      .required()
      .input_path()
      .doc("A directory or a zip file with the files at its root or one level down.");
  stage.param("kind", &Config::kind).doc("What stands between the event's number and .csv.");
  stage.param("max_file_mb", &Config::max_file_mb)
      .range(1, 65536)
      .unit("MB")
      .doc("Larger files, unpacked, are refused.");
}

ReadTracks::ReadTracks(const Config& config)
    : max_bytes_(static_cast<std::uint64_t>(config.max_file_mb) << 20) {
  try {
    store_ = open_store(config.path);
  } catch (const std::exception& error) {
    throw ConfigError(error.what(), "path");
  }
  for (const StoredFile& file : store_->files()) {
    const auto name = event_file_name_of(file.name);
    if (!name || name->part != config.kind) continue;
    const auto [first, added] = files_.emplace(name->id, &file);
    if (added) continue;
    throw ConfigError("event " + std::to_string(name->id) + " has two " + config.kind + " files, " +
                          store_->display(*first->second) + " and " + store_->display(file) +
                          "; remove one",
                      "path");
  }
}

void ReadTracks::operator()(const EventInfo& info, const Hits& hits,
                            TrackCandidates& tracks) const {
  const auto file = files_.find(info.id);
  if (file == files_.end()) return;
  ReadScratch scratch;
  ByteBuffer text;
  const std::string name = store_->display(*file->second);
  store_->read(*file->second, max_bytes_, scratch, text);
  std::vector<Entry> entries = parse(name, text, info.id, hits);
  std::sort(entries.begin(), entries.end());
  std::vector<std::vector<std::uint32_t>> lists;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool same = i > 0 && entries[i].track == entries[i - 1].track;
    if (same && entries[i].hit == entries[i - 1].hit) {
      throw std::runtime_error(name + ": track " + std::to_string(entries[i].track) + " has hit " +
                               std::to_string(hits.id[entries[i].hit]) + " twice");
    }
    if (!same) lists.emplace_back();
    lists.back().push_back(entries[i].hit);
  }
  std::stable_sort(lists.begin(), lists.end(),
                   [](const auto& a, const auto& b) { return a.front() < b.front(); });
  for (const auto& list : lists) tracks.push_back(list);
}

}  // namespace trackloom::trackml
