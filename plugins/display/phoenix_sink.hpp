// Stage display.phoenix: events for Phoenix, the HEP Software Foundation's event display.
#pragma once

#include <memory>
#include <string>

#include "display/scene.hpp"
#include "trackloom/event.hpp"
#include "trackloom/output_file.hpp"
#include "trackloom/run_context.hpp"
#include "trackloom/stage.hpp"

namespace trackloom::display {

// One JSON object with a member per event (github.com/HSF/phoenix, guides/developers/
// event_data_format.md): Hits as positions, Tracks as lists of positions; lengths in mm, momenta in
// MeV, which Phoenix's cuts expect.
class PhoenixSink {
 public:
  struct Config {
    std::string path;
    std::int64_t min_hits = 3;
  };

  static void describe(StageDescription<Config>& stage);
  explicit PhoenixSink(const Config& config) : config_(config) {}
  void begin(RunContext&);
  void operator()(const EventInfo& info, const Hits& hits, const TrackCandidates& tracks,
                  const TrackParameters* parameters, const Truth* truth,
                  const Particles* particles);
  void finish(Summary& summary);

 private:
  Config config_;
  std::unique_ptr<OutputFile> file_;
  std::size_t events_ = 0;
};

}  // namespace trackloom::display
