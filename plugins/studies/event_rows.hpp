// A part of an event's hits, with the cells and the truth that belong to them.
#pragma once

#include <cstdint>
#include <span>

#include "event_data/hits.hpp"
#include "event_data/truth.hpp"
#include "trackloom/run_context.hpp"

namespace trackloom::studies {

// Copies these rows, in this order. Cells and truth that are absent stay absent. The weights are
// scaled to sum to what they summed to before (1 in a TrackML event), so that the score of perfect
// tracks stays 1. Throws std::runtime_error where cells or truth do not fit the hits.
void copy_rows(std::span<const std::uint32_t> rows, const Hits& hits, const Cells& cells,
               const Truth& truth, Hits& hits_out, Cells& cells_out, Truth& truth_out);

// Throws std::runtime_error if there is no truth, or that of another number of hits; the message
// names the stage.
void require_truth(const Truth& truth, std::size_t hits, const char* stage);

// What a stage has done to the hits of a run, for its report.
class HitCount {
 public:
  void add(std::size_t before, std::size_t after) noexcept {
    ++events_;
    before_ += before;
    after_ += after;
  }
  // Figures hits_before and hits_after, per event.
  void report(Summary& summary) const;

 private:
  std::uint64_t events_ = 0, before_ = 0, after_ = 0;
};

}  // namespace trackloom::studies
