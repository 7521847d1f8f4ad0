#include "studies/event_rows.hpp"

#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

namespace trackloom::studies {
namespace {

template <class T>
void take(std::span<const std::uint32_t> rows, const std::vector<T>& from, std::vector<T>& to) {
  to.resize(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) to[i] = from[rows[i]];
}

void check_size(const char* what, std::size_t size, std::size_t hits) {
  if (size == hits) return;
  throw std::runtime_error(std::string("there are ") + what + " of " + std::to_string(size) +
                           " hits, the event has " + std::to_string(hits));
}

void copy_cells(std::span<const std::uint32_t> rows, const Cells& from, Cells& to) {
  to.present = true;
  to.first.assign(1, 0);
  for (const std::uint32_t row : rows) {
    for (std::uint32_t c = from.first[row]; c < from.first[row + 1]; ++c) {
      to.ch0.push_back(from.ch0[c]);
      to.ch1.push_back(from.ch1[c]);
      to.value.push_back(from.value[c]);
    }
    to.first.push_back(static_cast<std::uint32_t>(to.value.size()));
  }
}

void copy_truth(std::span<const std::uint32_t> rows, const Truth& from, Truth& to) {
  to.present = true;
  take(rows, from.particle_id, to.particle_id);
  take(rows, from.particle, to.particle);
  take(rows, from.x, to.x);
  take(rows, from.y, to.y);
  take(rows, from.z, to.z);
  take(rows, from.px, to.px);
  take(rows, from.py, to.py);
  take(rows, from.pz, to.pz);
  take(rows, from.weight, to.weight);
  const double before = std::accumulate(from.weight.begin(), from.weight.end(), 0.0);
  const double after = std::accumulate(to.weight.begin(), to.weight.end(), 0.0);
  if (after <= 0 || rows.size() == from.size()) return;
  for (double& weight : to.weight) weight *= before / after;
}

}  // namespace

void copy_rows(std::span<const std::uint32_t> rows, const Hits& hits, const Cells& cells,
               const Truth& truth, Hits& hits_out, Cells& cells_out, Truth& truth_out) {
  take(rows, hits.id, hits_out.id);
  take(rows, hits.x, hits_out.x);
  take(rows, hits.y, hits_out.y);
  take(rows, hits.z, hits_out.z);
  take(rows, hits.r, hits_out.r);
  take(rows, hits.phi, hits_out.phi);
  take(rows, hits.module, hits_out.module);
  take(rows, hits.layer, hits_out.layer);
  if (cells.present) {
    check_size("cells", cells.first.size() - 1, hits.size());
    copy_cells(rows, cells, cells_out);
  }
  if (truth.present) {
    check_size("truths", truth.size(), hits.size());
    copy_truth(rows, truth, truth_out);
  }
}

void require_truth(const Truth& truth, std::size_t hits, const char* stage) {
  if (!truth.present) {
    throw std::runtime_error(std::string(stage) +
                             " needs truth, and the event has none: use simulated events with "
                             "event*-truth.csv, and a reader with `truth: true`");
  }
  check_size("truths", truth.size(), hits);
}

void HitCount::report(Summary& summary) const {
  if (events_ == 0) return;
  summary.figure("hits_before", static_cast<double>(before_) / static_cast<double>(events_));
  summary.figure("hits_after", static_cast<double>(after_) / static_cast<double>(events_));
}

}  // namespace trackloom::studies
