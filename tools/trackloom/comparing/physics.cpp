#include "comparing/physics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>
#include <utility>

namespace comparing {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// Calls f(item of a or null, item of b or null) for two lists sorted by `key`.
template <class Row, class Key, class F>
void pair_up(const std::vector<Row>& a, const std::vector<Row>& b, Key&& key, F&& f) {
  auto i = a.begin();
  auto j = b.begin();
  while (i != a.end() || j != b.end()) {
    const bool left = j == b.end() || (i != a.end() && key(*i) <= key(*j));
    const bool right = i == a.end() || (j != b.end() && key(*j) <= key(*i));
    f(left ? &*i : nullptr, right ? &*j : nullptr);
    if (left) ++i;
    if (right) ++j;
  }
}

auto event_and_id(const ParticleRow& row) {
  return std::pair(row.event, row.id);
}

// A particle as both sides see it.
struct Pair {
  std::uint32_t event = 0;
  const ParticleRow* a = nullptr;
  const ParticleRow* b = nullptr;
};

class Comparison {
 public:
  Comparison(const Lists& a, const Lists& b, const Definitions& definitions, double confidence)
      : a_(a), b_(b), definitions_(definitions), confidence_(confidence) {
    for (const EventRow& event : a.events) {
      if (!event.truth) continue;
      events_.emplace(event.id, static_cast<std::uint32_t>(events_.size()));
      weights_.push_back(event.weight);
    }
    pair_up(a.particles, b.particles, event_and_id,
            [&](const ParticleRow* left, const ParticleRow* right) {
              if (!left || !right) {
                throw std::runtime_error(
                    "particle " + std::to_string((left ? left : right)->id) + " of event " +
                    std::to_string((left ? left : right)->event) + " is known to one side only");
              }
              pairs_.push_back({events_.at(left->event), left, right});
            });
  }

  Physics run() {
    Physics physics;
    physics.events = events_.size();
    if (events_.empty()) return physics;
    score(physics);
    for (const double pt : {1.0, 0.5, 0.1}) {
      char text[8];
      std::snprintf(text, sizeof text, "%.1f", pt);
      efficiency(physics, pt, false, text);
      efficiency(physics, pt, true, text);
    }
    fakes(physics);
    duplicates(physics);
    curves(physics);
    for (const Pair& pair : pairs_) {
      if (pair.a->found && !pair.b->found) physics.only_a.push_back(*pair.a);
      if (pair.b->found && !pair.a->found) physics.only_b.push_back(*pair.b);
    }
    for (Figure& figure : physics.figures) {
      figure.verdict = judge(figure.difference, figure.good, confidence_);
    }
    return physics;
  }

 private:
  bool selected(const ParticleRow& p) const {
    return std::abs(p.eta) < definitions_.max_abs_eta &&
           static_cast<double>(p.hits) >= definitions_.min_particle_hits;
  }

  void score(Physics& physics) const {
    std::vector<double> a(events_.size(), 0.0), b(events_.size(), 0.0);
    std::vector<Item> items;
    for (const Pair& pair : pairs_) {
      const double weight = weights_[pair.event];
      if (!(weight > 0)) continue;
      const Item item{pair.event, 1, pair.a->score / weight, 1, pair.b->score / weight};
      a[pair.event] += item.y_a;
      b[pair.event] += item.y_b;
      items.push_back(item);
    }
    physics.figures.push_back({"score",
                               "TrackML score",
                               "",
                               Better::higher,
                               mean_difference(a, b, items, confidence_),
                               {}});
  }

  void efficiency(Physics& physics, double min_pt, bool prompt, const std::string& pt) const {
    std::vector<Item> items;
    for (const Pair& pair : pairs_) {
      const ParticleRow& p = *pair.a;
      if (!selected(p) || !(p.pt > min_pt)) continue;
      if (prompt && !(p.radius < definitions_.prompt_radius)) continue;
      items.push_back({pair.event, 1, pair.a->found ? 1.0 : 0.0, 1, pair.b->found ? 1.0 : 0.0});
    }
    if (items.empty()) return;
    const std::string kind = prompt ? "prompt" : "all";
    physics.figures.push_back({"efficiency_" + kind + "_pt" + pt,
                               "efficiency, " + kind + ", pT > " + pt + " GeV",
                               "",
                               Better::higher,
                               ratio_difference(items, events_.size(), confidence_, true),
                               {}});
  }

  // Tracks with the same hits on both sides are one item.
  void fakes(Physics& physics) const {
    const auto long_tracks = [&](const Lists& lists) {
      std::vector<TrackRow> rows;
      for (const TrackRow& t : lists.tracks) {
        const bool counts = static_cast<double>(t.hits) >= definitions_.min_track_hits;
        if (counts && events_.contains(t.event)) rows.push_back(t);
      }
      const auto key = [](const TrackRow& t) { return std::pair(t.event, t.hash); };
      std::sort(rows.begin(), rows.end(),
                [&](const TrackRow& x, const TrackRow& y) { return key(x) < key(y); });
      return rows;
    };
    std::vector<Item> items;
    pair_up(
        long_tracks(a_), long_tracks(b_),
        [](const TrackRow& t) { return std::pair(t.event, t.hash); },
        [&](const TrackRow* a, const TrackRow* b) {
          Item item;
          item.event = events_.at(a ? a->event : b->event);
          if (a) item.x_a = 1, item.y_a = a->fake() ? 1 : 0;
          if (b) item.x_b = 1, item.y_b = b->fake() ? 1 : 0;
          items.push_back(item);
        });
    add_ratio(physics, "fake_rate", "fake rate", items);
  }

  void duplicates(Physics& physics) const {
    std::vector<Item> items;
    const auto more = [](std::uint64_t tracks) {
      return tracks > 1 ? static_cast<double>(tracks - 1) : 0.0;
    };
    for (const Pair& pair : pairs_) {
      const std::uint64_t a = pair.a->single, b = pair.b->single;
      items.push_back({pair.event, a > 0 ? 1.0 : 0.0, more(a), b > 0 ? 1.0 : 0.0, more(b)});
    }
    add_ratio(physics, "duplicate_rate", "duplicates", items);
  }

  void add_ratio(Physics& physics, const std::string& name, const std::string& title,
                 const std::vector<Item>& items) const {
    physics.figures.push_back({name,
                               title,
                               "",
                               Better::lower,
                               ratio_difference(items, events_.size(), confidence_, false),
                               {}});
  }

  template <class Value>
  RatioCurve curve(const std::string& name, const std::string& title,
                   const std::vector<double>& edges, double min_pt, Value&& value) const {
    RatioCurve curve{name, title, {}};
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
      RatioBin bin;
      bin.low = edges[i];
      bin.high = edges[i + 1];
      curve.bins.push_back(bin);
    }
    for (const Pair& pair : pairs_) {
      if (!selected(*pair.a) || !(pair.a->pt > min_pt)) continue;
      const double x = value(*pair.a);
      if (!(x >= edges.front()) || !(x < edges.back())) continue;
      const auto at = std::upper_bound(edges.begin(), edges.end(), x) - edges.begin() - 1;
      RatioBin& bin = curve.bins[static_cast<std::size_t>(at)];
      ++bin.total;
      if (pair.a->found && pair.b->found) ++bin.both;
      if (pair.a->found && !pair.b->found) ++bin.only_a;
      if (pair.b->found && !pair.a->found) ++bin.only_b;
    }
    for (RatioBin& bin : curve.bins) {
      bin.ratio = efficiency_ratio(bin.both, bin.only_a, bin.only_b, confidence_);
    }
    return curve;
  }

  void curves(Physics& physics) const {
    std::vector<double> eta, hits;
    for (int i = -8; i <= 8; ++i) eta.push_back(i * 0.5);
    for (int i = 5; i <= 20; ++i) hits.push_back(i);
    hits.push_back(infinity);
    const double pt = definitions_.table_pt;
    physics.curves.push_back(
        curve("pt", "pT (GeV)", {0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10, infinity},
              0, [](const ParticleRow& p) { return p.pt; }));
    physics.curves.push_back(
        curve("eta", "eta", eta, pt, [](const ParticleRow& p) { return p.eta; }));
    physics.curves.push_back(curve("hits", "number of hits", hits, pt, [](const ParticleRow& p) {
      return static_cast<double>(p.hits);
    }));
    physics.curves.push_back(curve("radius", "production radius (mm)",
                                   {0, 2, 10, 30, 60, 100, 150, 260, 500, infinity}, pt,
                                   [](const ParticleRow& p) { return p.radius; }));
  }

  const Lists& a_;
  const Lists& b_;
  const Definitions& definitions_;
  double confidence_;
  std::map<std::uint64_t, std::uint32_t> events_;  // those with truth, numbered
  std::vector<double> weights_;
  std::vector<Pair> pairs_;
};

}  // namespace

Physics compare_physics(const Lists& a, const Lists& b, const Definitions& definitions,
                        double confidence) {
  return Comparison(a, b, definitions, confidence).run();
}

void check_same_events(const Lists& a, const std::string& name_a, const Lists& b,
                       const std::string& name_b) {
  const auto refuse = [&](const std::string& what) {
    throw std::runtime_error("the sides did not read the same events: " + what +
                             "; give all sides the same source");
  };
  if (a.events.empty()) refuse(name_a + " has none");
  pair_up(
      a.events, b.events, [](const EventRow& e) { return e.id; },
      [&](const EventRow* left, const EventRow* right) {
        const bool same =
            left && right && left->hits == right->hits && left->hits_hash == right->hits_hash;
        if (same && left->truth == right->truth) return;
        if (same) refuse("event " + std::to_string(left->id) + " has truth on one side only");
        if (!left || !right) {
          refuse("event " + std::to_string((left ? left : right)->id) + " came out of " +
                 (left ? name_a : name_b) + " only");
        }
        refuse("event " + std::to_string(left->id) + " has " + std::to_string(left->hits) +
               " hits in " + name_a + " and " + std::to_string(right->hits) + " in " + name_b +
               (left->hits == right->hits ? " at other places" : ""));
      });
}

}  // namespace comparing
