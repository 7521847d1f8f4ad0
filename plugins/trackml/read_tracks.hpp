// trackml.read_tracks: tracks that another program, or another run, has found in the same hits.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "event_data/graph.hpp"
#include "event_data/hits.hpp"
#include "trackloom/event.hpp"
#include "trackloom/stage.hpp"
#include "trackml/file_store.hpp"

namespace trackloom::trackml {

// Reads event<digits>-KIND.csv[.gz] of a folder or zip file: columns hit_id, track_id and, if
// there, event_id. Track 0 is no track. Hits of a track come innermost first (by distance from the
// origin), tracks by their first hit; a hit may be in several tracks, not twice in one. An event
// without a file has no tracks (whoever reads them says so), rows of hits that the event does not
// have fail it. Thread-safe.
class ReadTracks {
 public:
  struct Config {
    std::string path;
    std::string kind = "tracks";
    int max_file_mb = 512;
  };

  static void describe(StageDescription<Config>& stage);
  // Lists the files; opens none. Throws ConfigError if two are those of one event.
  explicit ReadTracks(const Config& config);
  void operator()(const EventInfo& info, const Hits& hits, TrackCandidates& tracks) const;

 private:
  std::uint64_t max_bytes_;
  std::unique_ptr<FileStore> store_;
  std::map<std::uint64_t, const StoredFile*> files_;  // by event
};

}  // namespace trackloom::trackml
