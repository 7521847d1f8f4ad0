// Time per stage of a comparison: from the shared run, or from runs by turns.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "comparing/result.hpp"
#include "trackloom/run.hpp"

namespace comparing {

// ms by stage and event.
using EventTimes = std::map<std::string, std::map<std::uint64_t, double>>;

// Of a trace file: stage calls and, of asynchronous stages, from acquire to the device's end.
// Throws std::runtime_error.
EventTimes read_trace(const std::filesystem::path& file);

// Stages and busy time per event of side b against side a, paired over the events that both have.
// `merged` and `times` are those of the group that each side belongs to.
void compare_event_times(Pairing& pairing, std::size_t a, std::size_t b, const Merged& merged_a,
                         const EventTimes& times_a, const Merged& merged_b,
                         const EventTimes& times_b, double confidence);

// Runs the sides by turns: a warm-up round, which does not count, then `rounds`. `run` makes one
// run of a side and returns its report.
Timing run_by_turns(std::size_t sides, std::size_t rounds, const std::vector<std::string>& labels,
                    const std::function<trackloom::RunReport(std::size_t side)>& run);

// Replaces the figures by those of the runs by turns, paired over rounds.
void compare_rounds(Pairing& pairing, std::size_t a, std::size_t b, const Timing& timing,
                    double confidence);

}  // namespace comparing
