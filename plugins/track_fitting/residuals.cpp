#include "track_fitting/residuals.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <stdexcept>

#include "track_fitting/perigee.hpp"

namespace trackloom::track_fitting {
namespace {

constexpr std::array<const char*, 5> names{"d0", "z0", "phi", "theta", "q_over_p"};
constexpr std::array<const char*, 4> range_names{"pt_below_0.3", "pt_0.3_to_0.5", "pt_0.5_to_1",
                                                 "pt_above_1"};

std::array<double, 5> values(const Perigee& p) {
  return {p.d0, p.z0, p.phi, p.theta, p.q_over_p};
}

// The row of Particles that most hits come from (the smaller of two), and their number.
std::pair<std::uint32_t, std::size_t> majority(std::span<const std::uint32_t> track,
                                               const Truth& truth) {
  std::vector<std::uint32_t> rows;
  for (const std::uint32_t h : track) {
    if (truth.particle[h] != no_particle) rows.push_back(truth.particle[h]);
  }
  std::sort(rows.begin(), rows.end());
  std::pair<std::uint32_t, std::size_t> best{no_particle, 0};
  for (std::size_t i = 0; i < rows.size();) {
    const auto end = std::upper_bound(rows.begin(), rows.end(), rows[i]) - rows.begin();
    if (static_cast<std::size_t>(end) - i > best.second) {
      best = {rows[i], static_cast<std::size_t>(end) - i};
    }
    i = static_cast<std::size_t>(end);
  }
  return best;
}

// Value below which a fraction lies; NaN for none.
double quantile(std::vector<float>& sample, double fraction) {
  if (sample.empty()) return std::nan("");
  const auto rank = std::min(
      sample.size() - 1, static_cast<std::size_t>(fraction * static_cast<double>(sample.size())));
  std::nth_element(sample.begin(), sample.begin() + static_cast<std::ptrdiff_t>(rank),
                   sample.end());
  return sample[rank];
}

double half_width(std::vector<float>& sample) {
  constexpr double tail = (1 - 0.6827) / 2;
  return (quantile(sample, 1 - tail) - quantile(sample, tail)) / 2;
}

std::string text(double value) {
  if (std::isnan(value)) return "-";
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.4g", value);
  return buffer;
}

}  // namespace

Perigee true_perigee(const Particles& particles, std::size_t i, double field) {
  const double px = particles.px[i], py = particles.py[i], pz = particles.pz[i];
  const double pt = std::hypot(px, py), p = std::hypot(pt, pz);
  Helix helix;
  helix.at = {particles.vx[i], particles.vy[i], particles.vz[i]};
  helix.cos_phi = px / pt;
  helix.sin_phi = py / pt;
  helix.cos_dip = pt / p;
  helix.sin_dip = pz / p;
  helix.q_over_p = particles.charge[i] / p;
  FitModel empty;
  empty.field = field;
  empty.passive_radius.clear();
  empty.passive_thickness.clear();
  return perigee(helix, empty);
}

void Residuals::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Residuals and pulls of the fitted track parameters against truth: widths that hold 68 % and "
      "medians, in ranges of pT.");
  stage.inputs({"tracks", "parameters", "truth", "particles"});
  stage.param("field", &Config::field)
      .unit("T")
      .range(-20, 20)
      .doc("solenoid field in which true particles are carried to their perigee");
  stage.param("min_purity", &Config::min_purity)
      .range(0.5, 1)
      .doc("a track counts if this part of its hits comes from one particle");
  stage.param("max_radius", &Config::max_radius)
      .unit("mm")
      .at_least(0)
      .doc("largest distance from the z axis at which the particle was produced");
  stage.param("min_degrees", &Config::min_degrees)
      .at_least(1)
      .doc("fits with fewer degrees of freedom do not count");
}

void Residuals::operator()(const TrackCandidates& tracks, const TrackParameters& parameters,
                           const Truth& truth, const Particles& particles) {
  if (parameters.size() != tracks.size()) {
    throw std::runtime_error("there are " + std::to_string(parameters.size()) +
                             " fitted tracks but " + std::to_string(tracks.size()) +
                             " tracks; give both ports the output of one chain");
  }
  if (!truth.present || !particles.present) return;
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    if (parameters.degrees[t] < config_.min_degrees) continue;
    const auto [row, shared] = majority(tracks[t], truth);
    if (row == no_particle || particles.charge[row] == 0 ||
        static_cast<double>(shared) < config_.min_purity * static_cast<double>(tracks[t].size()) ||
        particles.production_radius(row) > config_.max_radius) {
      continue;
    }
    const double pt = particles.pt(row);
    if (!(pt > 0)) continue;
    const auto range = std::upper_bound(edges_.begin(), edges_.end() - 1, pt) - edges_.begin() - 1;
    Sample& sample = samples_[static_cast<std::size_t>(range)];
    const Perigee& fitted = parameters.perigee[t];
    const auto found = values(fitted);
    const auto expected = values(true_perigee(particles, row, config_.field));
    for (std::size_t k = 0; k < names.size(); ++k) {
      double miss = found[k] - expected[k];
      if (k == 2) miss = std::remainder(miss, 2 * std::numbers::pi);
      sample.residual[k].push_back(static_cast<float>(miss));
      sample.pull[k].push_back(
          static_cast<float>(miss / std::sqrt(fitted.variance(static_cast<int>(k)))));
    }
    sample.chi2_per_degree.push_back(parameters.chi2[t] /
                                     static_cast<float>(parameters.degrees[t]));
  }
}

// Number of tracks, of all pT, per bin of each parameter's pull; what lies outside is not counted.
Table Residuals::pull_table(const std::string& name) const {
  constexpr int bins = 40;
  constexpr double reach = 5;
  Table table{name, "Pulls of the fitted track parameters", {"low", "high"}, {}, false};
  table.columns.insert(table.columns.end(), names.begin(), names.end());
  std::vector<std::array<std::size_t, names.size()>> counts(bins);
  for (const Sample& sample : samples_) {
    for (std::size_t k = 0; k < names.size(); ++k) {
      for (const float pull : sample.pull[k]) {
        const double bin = std::floor((pull + reach) / (2 * reach) * bins);
        if (bin >= 0 && bin < bins) ++counts[static_cast<std::size_t>(bin)][k];
      }
    }
  }
  for (int b = 0; b < bins; ++b) {
    std::vector<std::string> row{text(-reach + 2 * reach * b / bins),
                                 text(-reach + 2 * reach * (b + 1) / bins)};
    for (const std::size_t n : counts[static_cast<std::size_t>(b)])
      row.push_back(std::to_string(n));
    table.rows.push_back(std::move(row));
  }
  return table;
}

void Residuals::finish(Summary& summary) {
  const std::string name = stage_name_ == "residuals" ? "residuals" : stage_name_ + "_residuals";
  Table table{name,
              "Fitted track parameters against truth (mm, rad, 1/GeV)",
              {"range", "parameter", "tracks", "residual_width", "residual_median", "pull_width",
               "pull_median"},
              {},
              true};
  for (std::size_t r = 0; r < samples_.size(); ++r) {
    Sample& sample = samples_[r];
    const std::string count = std::to_string(sample.chi2_per_degree.size());
    for (std::size_t k = 0; k < names.size(); ++k) {
      const double pull = half_width(sample.pull[k]);
      table.rows.push_back({range_names[r], names[k], count, text(half_width(sample.residual[k])),
                            text(quantile(sample.residual[k], 0.5)), text(pull),
                            text(quantile(sample.pull[k], 0.5))});
      if (!std::isnan(pull)) {
        summary.figure(std::string("pull_width_") + names[k] + "_" + range_names[r], pull);
      }
    }
    table.rows.push_back({range_names[r], "chi2_per_degree", count, "-",
                          text(quantile(sample.chi2_per_degree, 0.5)), "-", "-"});
  }
  summary.table(std::move(table));
  summary.table(pull_table(name + "_pulls"));
}

}  // namespace trackloom::track_fitting
