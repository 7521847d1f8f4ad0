#include "evaluation/particles.hpp"

#include <bit>
#include <charconv>
#include <map>
#include <numeric>
#include <stdexcept>

#include "evaluation/kinematics.hpp"
#include "evaluation/track_sets.hpp"
#include "event_data/truth_matching.hpp"

namespace trackloom::evaluation {
namespace {

// A line of CSV; reals with the fewest digits that read back the same.
class Line {
 public:
  template <class Number>
  Line& operator<<(Number value) {
    char text[32];
    separate();
    text_.append(text, std::to_chars(text, text + sizeof text, value).ptr);
    return *this;
  }
  Line& empty() {
    separate();
    return *this;
  }
  void write(OutputFile& file) {
    text_ += '\n';
    file.write(text_);
  }

 private:
  void separate() {
    if (!first_) text_ += ',';
    first_ = false;
  }
  std::string text_;
  bool first_ = true;
};

std::uint64_t positions_hash(const Hits& hits) {
  std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a, by words
  const auto mix = [&](float value) {
    hash = (hash ^ std::bit_cast<std::uint32_t>(value)) * 1099511628211ULL;
  };
  for (std::size_t h = 0; h < hits.size(); ++h) {
    mix(hits.x[h]);
    mix(hits.y[h]);
    mix(hits.z[h]);
  }
  return hash;
}

// What became of one particle.
struct Fate {
  std::uint32_t row = no_particle;
  std::uint32_t hits = 0, single = 0, track = 0;
  double score = 0;
};

}  // namespace

void ParticleList::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Lists every event, particle and track in events.csv, particles.csv and tracks.csv: which "
      "particles were found, and what the tracks are made of.");
  stage.param("folder", &Config::folder).required().output_path().doc("where the files are put");
  stage.param("min_track_hits", &Config::min_track_hits)
      .at_least(1)
      .doc("shorter tracks do not count as single-majority tracks of a particle");
}

void ParticleList::begin(RunContext&) {
  const std::filesystem::path folder(config_.folder);
  event_file_ = std::make_unique<OutputFile>(folder / "events.csv");
  event_file_->write("event_id,hits,hits_hash,truth,weight\n");
  particle_file_ = std::make_unique<OutputFile>(folder / "particles.csv");
  particle_file_->write("event_id,particle_id,pt,eta,radius,hits,score,found,single,track_id\n");
  track_file_ = std::make_unique<OutputFile>(folder / "tracks.csv");
  track_file_->write("event_id,track_id,hits,particle_id,shared,particle_hits,hits_hash\n");
}

void ParticleList::list_particles(std::uint64_t event, const Truth& truth,
                                  const Particles& particles, const TrackCandidates& tracks) {
  const ParticleSizes sizes(truth, particles.size());
  const auto matches = match_tracks(truth, sizes, tracks);
  std::map<std::uint64_t, Fate> fates;
  for (std::size_t h = 0; h < truth.size(); ++h) {
    if (truth.particle_id[h] == 0) continue;
    Fate& fate = fates[truth.particle_id[h]];
    fate.row = truth.particle[h];
    ++fate.hits;
  }
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    const TrackMatch& match = matches[t];
    (Line() << event << t + 1 << match.track_hits << match.particle_id << match.shared_hits
            << match.particle_hits << hit_set_hash(tracks[t]))
        .write(*track_file_);
    if (match.particle_id == 0) continue;
    Fate& fate = fates[match.particle_id];
    if (match.single_majority() &&
        match.track_hits >= static_cast<std::uint32_t>(config_.min_track_hits)) {
      ++fate.single;
    }
    if (!match.double_majority()) continue;
    fate.track = static_cast<std::uint32_t>(t + 1);
    for (const std::uint32_t h : tracks[t]) {
      if (truth.particle_id[h] == match.particle_id) fate.score += truth.weight[h];
    }
  }
  for (const auto& [id, fate] : fates) {
    Line line;
    line << event << id;
    if (particles.present && fate.row != no_particle) {
      const Kinematics k(particles, fate.row);
      line << k.pt << k.eta << k.radius;
    } else {
      line.empty().empty().empty();
    }
    line << fate.hits << fate.score << (fate.track > 0 ? 1 : 0) << fate.single << fate.track;
    line.write(*particle_file_);
  }
}

void ParticleList::operator()(const EventInfo& event, const Hits& hits,
                              const TrackCandidates& tracks, const Truth& truth,
                              const Particles& particles) {
  if (truth.present && truth.size() != hits.size()) {
    throw std::runtime_error("truth has " + std::to_string(truth.size()) +
                             " rows but the event has " + std::to_string(hits.size()) + " hits");
  }
  const double weight = std::accumulate(truth.weight.begin(), truth.weight.end(), 0.0);
  (Line() << event.id << hits.size() << positions_hash(hits) << (truth.present ? 1 : 0) << weight)
      .write(*event_file_);
  if (truth.present) return list_particles(event.id, truth, particles, tracks);
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    (Line() << event.id << t + 1 << tracks[t].size() << 0 << 0 << 0 << hit_set_hash(tracks[t]))
        .write(*track_file_);
  }
}

void ParticleList::finish(Summary& summary) {
  for (OutputFile* file : {event_file_.get(), particle_file_.get(), track_file_.get()}) {
    file->commit();
    summary.output(file->path());
  }
}

}  // namespace trackloom::evaluation
