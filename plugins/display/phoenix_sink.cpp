#include "display/phoenix_sink.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "trackloom/error.hpp"

namespace trackloom::display {
namespace {

using Json = nlohmann::ordered_json;

// Phoenix reads track colours with parseInt(..., 16).
constexpr const char* found_colour = "0x1f6feb";
constexpr const char* fake_colour = "0xcf222e";
constexpr const char* missed_colour = "0xe07a00";

// 10 um, which no screen shows, keeps the file small.
double rounded(double mm) {
  return std::round(mm * 100) / 100;
}

Json position(const Hits& hits, std::uint32_t h) {
  return Json::array({rounded(hits.x[h]), rounded(hits.y[h]), rounded(hits.z[h])});
}

// Phoenix draws tracks of three positions and more.
Json track_json(const Hits& hits, std::span<const std::uint32_t> rows, const char* colour) {
  Json track = {{"pos", Json::array()}, {"color", colour}};
  for (const std::uint32_t h : rows) track["pos"].push_back(position(hits, h));
  return track;
}

void add_perigee(Json& track, const TrackParameters& parameters, std::size_t t) {
  if (!parameters.fitted(t)) return;
  const Perigee& perigee = parameters.perigee[t];
  track["d0"] = perigee.d0;
  track["z0"] = perigee.z0;
  track["phi"] = perigee.phi;
  track["eta"] = -std::log(std::tan(perigee.theta / 2));
  track["chi2"] = parameters.chi2[t];
  track["dof"] = parameters.degrees[t];
  if (perigee.q_over_p == 0) return;
  track["charge"] = perigee.q_over_p > 0 ? 1 : -1;
  track["mom"] = 1000 / std::abs(perigee.q_over_p);  // MeV
  track["pT"] = 1000 * std::sin(perigee.theta) / std::abs(perigee.q_over_p);
}

}  // namespace

void PhoenixSink::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Writes events as JSON for Phoenix (HSF): hits, tracks and, with truth, fakes and missed "
      "particles as collections of their own.");
  stage.param("path", &Config::path)
      .required()
      .output_path()
      .doc("the JSON file, all events in it");
  stage.param("min_hits", &Config::min_hits)
      .at_least(3)
      .doc("tracks and particles with fewer hits are left out");
}

void PhoenixSink::begin(RunContext&) {
  file_ = std::make_unique<OutputFile>(config_.path);
  file_->write("{");
}

void PhoenixSink::operator()(const EventInfo& info, const Hits& hits, const TrackCandidates& tracks,
                             const TrackParameters* parameters, const Truth* truth,
                             const Particles* particles) {
  const Scene scene = make_scene({&hits, truth, particles, &tracks, parameters, {}}, 0);
  const auto least = static_cast<std::size_t>(config_.min_hits);
  Json found = Json::array(), fake = Json::array(), missed = Json::array();
  std::vector<bool> used(hits.size(), false);
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    for (const std::uint32_t h : tracks[t]) used[h] = true;
    if (tracks[t].size() < least) continue;
    const bool good = !scene.truth || scene.tracks.matched[t] != 0;
    Json track = track_json(hits, tracks[t], good ? found_colour : fake_colour);
    if (scene.fitted) add_perigee(track, *parameters, t);
    (good ? found : fake).push_back(std::move(track));
  }
  const Scene::TrueTracks& all = scene.true_tracks;
  for (std::size_t p = 0; p < all.id.size(); ++p) {
    const std::span<const std::uint32_t> rows(all.hit.data() + all.first[p],
                                              all.hit.data() + all.first[p + 1]);
    if (all.found[p] != 0 || rows.size() < least) continue;
    Json track = track_json(hits, rows, missed_colour);
    track["pT"] = 1000 * all.pt[p];
    track["particle"] = all.id[p];
    missed.push_back(std::move(track));
  }
  Json on_tracks = Json::array(), others = Json::array();
  for (std::uint32_t h = 0; h < hits.size(); ++h) {
    (used[h] ? on_tracks : others).push_back(position(hits, h));
  }
  Json event = {{"event number", info.id},
                {"run number", 0},
                {"Hits", {{"On tracks", std::move(on_tracks)}, {"Others", std::move(others)}}},
                {"Tracks", {{"Tracks", std::move(found)}}}};
  if (scene.truth) {
    event["Tracks"]["Fake tracks"] = std::move(fake);
    event["Tracks"]["Missed particles"] = std::move(missed);
  }
  try {
    file_->write((events_++ == 0 ? "\n\"Event " : ",\n\"Event ") + std::to_string(info.id) +
                 "\":" + event.dump());
  } catch (const std::exception& error) {
    throw FatalError(error.what());
  }
}

void PhoenixSink::finish(Summary& summary) {
  file_->write("\n}\n");
  file_->commit();
  summary.output(file_->path());
}

}  // namespace trackloom::display
