#include "display/event_sink.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "display/page.hpp"
#include "trackloom/error.hpp"
#include "trackloom/output_file.hpp"

namespace trackloom::display {

void EventSink::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Writes a page with a 3D view per event: hits, modules, edges by score, found tracks and, "
      "with "
      "truth, what was missed and what is fake. A page is some megabytes.");
  stage.inputs({"hits", "detector", "tracks", "track_parameters", "graph", "scores", "graph_2",
                "scores_2", "truth", "particles"});
  stage.param("folder", &Config::folder)
      .required()
      .output_path()
      .doc("where the pages go, named event000001000.html; made if missing");
  stage.param("events", &Config::events)
      .at_least(0)
      .doc("ids of the events to show; none: all of the run");
  stage.param("title", &Config::title).doc("heading of the pages; the event's number is added");
  stage.param("graph_names", &Config::graph_names)
      .doc("what the graphs are called on the page, in the order of the ports");
  stage.param("max_edges", &Config::max_edges)
      .at_least(0)
      .doc("of each graph at most so many edges are on the page, those with the best scores");
}

void EventSink::operator()(const EventInfo& info, const Hits& hits, const DetectorRef& detector,
                           const TrackCandidates& tracks, const TrackParameters* parameters,
                           const HitGraph* graph, const EdgeScores* scores, const HitGraph* graph_2,
                           const EdgeScores* scores_2, const Truth* truth,
                           const Particles* particles) {
  const auto& wanted = config_.events;
  if (!wanted.empty() &&
      std::find(wanted.begin(), wanted.end(), static_cast<std::int64_t>(info.id)) == wanted.end()) {
    return;
  }
  SceneInput input{&hits, truth, particles, &tracks, parameters, {}};
  const auto add = [&](const HitGraph* g, const EdgeScores* s) {
    if (g == nullptr) return;
    const std::size_t i = input.graphs.size();
    const bool named = i < config_.graph_names.size();
    input.graphs.push_back(
        {named ? config_.graph_names[i] : "graph " + std::to_string(i + 1), g, s});
  };
  add(graph, scores);
  add(graph_2, scores_2);
  const Scene scene = make_scene(input, static_cast<std::size_t>(config_.max_edges));

  char name[64];
  std::snprintf(name, sizeof name, "event%09llu.html", static_cast<unsigned long long>(info.id));
  const std::string title =
      (config_.title.empty() ? "" : config_.title + ", ") + "event " + std::to_string(info.id);
  try {
    OutputFile file(std::filesystem::path(config_.folder) / name);
    file.write(make_page(title, info.id, hits, *detector, scene));
    file.commit();
    written_.push_back(file.path());
  } catch (const std::exception& error) {
    throw FatalError(error.what());  // a disk that is full is so for every event
  }
}

void EventSink::finish(Summary& summary) {
  for (const auto& path : written_) summary.output(path);
}

}  // namespace trackloom::display
