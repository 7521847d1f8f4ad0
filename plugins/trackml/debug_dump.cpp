#include "trackml/debug_dump.hpp"

#include <stdexcept>

#include "trackml/csv_writer.hpp"

namespace trackloom::trackml {
namespace {

void write_hits(const std::filesystem::path& path, const Hits& hits, const Detector& detector) {
  CsvWriter file(path, "hit_id,x,y,z,r,phi,volume_id,layer_id,module_id");
  for (std::size_t i = 0; i < hits.size(); ++i) {
    const Module& module = detector.modules().at(hits.module[i]);
    file.row(hits.id[i], hits.x[i], hits.y[i], hits.z[i], hits.r[i], hits.phi[i], module.volume_id,
             module.layer_id, module.module_id);
  }
  file.commit();
}

void write_edges(const std::filesystem::path& path, const Hits& hits, const HitGraph& graph,
                 const EdgeScores* scores) {
  if (scores != nullptr && scores->value.size() != graph.edges()) {
    throw std::runtime_error(std::to_string(scores->value.size()) + " scores for " +
                             std::to_string(graph.edges()) +
                             " edges: scores and graph do not belong together");
  }
  CsvWriter file(path, scores != nullptr ? "source_hit_id,target_hit_id,score"
                                         : "source_hit_id,target_hit_id");
  for (std::size_t e = 0; e < graph.edges(); ++e) {
    const std::uint64_t source = hits.id.at(graph.source[e]);
    const std::uint64_t target = hits.id.at(graph.target[e]);
    if (scores != nullptr) {
      file.row(source, target, scores->value[e]);
    } else {
      file.row(source, target);
    }
  }
  file.commit();
}

}  // namespace

void DebugDump::describe(StageDescription<Config>& stage) {
  stage.doc("Writes the hits of every event and, where there are any, the edges and their scores.");
  stage.param("folder", &Config::folder)
      .required()
      .output_path()
      .doc("Where the files go; made if missing.");
  stage.unordered();
}

void DebugDump::operator()(const EventInfo& info, const Hits& hits, const DetectorRef& detector,
                           const HitGraph* graph, const EdgeScores* scores) const {
  const std::filesystem::path folder = config_.folder;
  write_hits(folder / event_file_name(info.id, "debug_hits"), hits, *detector);
  if (graph == nullptr) return;
  write_edges(folder / event_file_name(info.id, "debug_edges"), hits, *graph, scores);
}

}  // namespace trackloom::trackml
