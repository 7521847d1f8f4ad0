#include "evaluation/physics_counts.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "evaluation/kinematics.hpp"
#include "evaluation/track_direction.hpp"

namespace trackloom::evaluation {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<double> steps(double low, double high, double step) {
  std::vector<double> edges;
  const auto count = static_cast<int>(std::lround((high - low) / step));
  for (int i = 0; i <= count; ++i) edges.push_back(low + i * step);
  return edges;
}

}  // namespace

PhysicsCounts::PhysicsCounts(const Selection& s)
    : selection(s),
      against_pt({0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10, infinity}),
      against_eta(steps(-4, 4, 0.25)),
      against_hits(steps(1, 21, 1)),
      against_radius({0, 2, 10, 30, 60, 100, 150, 260, 500, infinity}),
      fakes_pt({0, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10, infinity}),
      fakes_eta(steps(-4, 4, 0.25)) {}

double PhysicsCounts::duplicate_rate() const noexcept {
  return single_particles > 0 ? static_cast<double>(single_tracks - single_particles) /
                                    static_cast<double>(single_particles)
                              : std::numeric_limits<double>::quiet_NaN();
}

void PhysicsCounts::add(const Hits& hits, const Truth& truth, const Particles& particles,
                        const TrackCandidates& tracks) {
  const ParticleSizes sizes(truth, particles.size());
  const auto matches = match_tracks(truth, sizes, tracks);
  ++events;
  const double score = trackml_score(truth, tracks, matches);
  if (!std::isnan(score)) {
    score_sum += score;
    ++scored_events;
  }
  add_tracks(matches, particles);
  add_fakes(hits, tracks, matches);
  if (particles.present) {
    ++events_with_particles;
    add_particles(sizes, particles, matches);
  }
}

void PhysicsCounts::add_tracks(const std::vector<TrackMatch>& matches, const Particles& particles) {
  std::vector<std::uint64_t> ids;
  for (const TrackMatch& match : matches) {
    if (match.track_hits < static_cast<std::uint32_t>(selection.min_track_hits)) continue;
    const bool ok = match.double_majority();
    matched.count(ok);
    if (match.single_majority()) ids.push_back(match.particle_id);
    if (particles.present) {
      bool selected = false;
      if (ok && match.row != no_particle) {
        const Kinematics k(particles, match.row);
        selected = k.pt > selection.min_pt && k.abs_eta < selection.max_abs_eta;
      }
      purity.count(selected);
    }
  }
  single_tracks += ids.size();
  std::sort(ids.begin(), ids.end());
  single_particles += static_cast<std::uint64_t>(std::unique(ids.begin(), ids.end()) - ids.begin());
}

void PhysicsCounts::add_fakes(const Hits& hits, const TrackCandidates& tracks,
                              const std::vector<TrackMatch>& matches) {
  const auto least = static_cast<std::size_t>(std::max(selection.min_track_hits, 3));
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    if (tracks[t].size() < least) continue;
    const TrackDirection track = direction_of(tracks[t], hits, selection.field);
    fakes_pt.count(std::min(track.pt, 1e9), !matches[t].double_majority());
    fakes_eta.count(track.eta, !matches[t].double_majority());
  }
}

void PhysicsCounts::add_particles(const ParticleSizes& sizes, const Particles& particles,
                                  const std::vector<TrackMatch>& matches) {
  std::vector<char> found(particles.size(), 0), found_single(particles.size(), 0),
      found_long(particles.size(), 0);
  for (const TrackMatch& match : matches) {
    if (match.row == no_particle) continue;
    if (match.double_majority()) found[match.row] = 1;
    if (match.single_majority()) {
      found_single[match.row] = 1;
      if (match.track_hits >= 8) found_long[match.row] = 1;
    }
  }
  for (std::size_t p = 0; p < particles.size(); ++p) {
    const Kinematics k(particles, p);
    const std::uint32_t hits = sizes.of_row(p);
    if (hits == 0 || !(k.pt > 0) || !(k.abs_eta < selection.max_abs_eta)) continue;
    const bool ok = found[p] != 0;
    const bool reconstructable = hits >= static_cast<std::uint32_t>(selection.min_particle_hits);
    if (k.pt > selection.min_pt) {
      physics.count(ok);
      if (reconstructable) technical.count(ok);
      if (k.pt > 0.5) physics_05.count(ok);
      if (k.pt > 0.5 && reconstructable) technical_05.count(ok);
    }
    // The last bin holds every larger number.
    if (k.pt > selection.table_pt) against_hits.count(std::min(hits, 20U), ok);
    if (!reconstructable) continue;
    for (std::size_t i = 0; i < efficiency_pt.size(); ++i) {
      if (!(k.pt > efficiency_pt[i])) continue;
      all[i].count(ok);
      single[i].count(found_single[p] != 0);
      if (k.radius < selection.prompt_radius) prompt[i].count(ok);
    }
    if (k.pt > 2 && k.radius < 20 && std::abs(particles.vz[p]) < 250) {
      gnn4itk.count(found_long[p] != 0);
    }
    against_pt.count(k.pt, ok);
    if (k.pt > selection.table_pt) {
      against_eta.count(k.eta, ok);
      against_radius.count(k.radius, ok);
    }
  }
}

}  // namespace trackloom::evaluation
