// trackloom graph: a pipeline's stages and products as a drawing.
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "load_options.hpp"
#include "plan_edges.hpp"
#include "plan_svg.hpp"
#include "trackloom/run.hpp"

namespace {

using trackloom::ExitCode;
using trackloom::Plan;
using trackloom::PlannedStage;

struct GraphOptions {
  PipelineOptions pipeline;
  std::string format = "dot";
  bool json = false;
};

// Names are letters, digits, _ and -, so neither format needs escapes. A Mermaid identifier is a
// number, because some words (end, graph) would be keywords.
void print_dot(const Plan& plan) {
  std::printf("digraph pipeline {\n  rankdir=LR;\n  node [shape=box];\n");
  for (const PlannedStage& stage : plan.stages) {
    std::printf("  \"%s\" [label=\"%s\\n%s\"];\n", stage.name.c_str(), stage.name.c_str(),
                stage.use.c_str());
  }
  for (const PlanEdge& edge : plan_edges(plan)) {
    std::printf("  \"%s\" -> \"%s\" [label=\"%s\"];\n", plan.stages[edge.from].name.c_str(),
                plan.stages[edge.to].name.c_str(), edge.product.c_str());
  }
  std::printf("}\n");
}

void print_mermaid(const Plan& plan) {
  std::printf("flowchart LR\n");
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    std::printf("  s%zu[\"%s<br/>%s\"]\n", i, plan.stages[i].name.c_str(),
                plan.stages[i].use.c_str());
  }
  for (const PlanEdge& edge : plan_edges(plan)) {
    std::printf("  s%zu -->|%s| s%zu\n", edge.from, edge.product.c_str(), edge.to);
  }
}

void print_json(const Plan& plan) {
  nlohmann::ordered_json stages = nlohmann::ordered_json::array();
  nlohmann::ordered_json edges = nlohmann::ordered_json::array();
  for (const PlannedStage& stage : plan.stages) {
    stages.push_back({{"name", stage.name}, {"stage", stage.use}});
  }
  for (const PlanEdge& edge : plan_edges(plan)) {
    edges.push_back({{"from", plan.stages[edge.from].name},
                     {"to", plan.stages[edge.to].name},
                     {"product", edge.product}});
  }
  const nlohmann::ordered_json out = {
      {"pipeline", plan.pipeline}, {"stages", std::move(stages)}, {"edges", std::move(edges)}};
  std::printf("%s\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

ExitCode graph(const GraphOptions& options) {
  trackloom::Findings findings;
  const auto plan =
      trackloom::load_plan(options.pipeline.file, to_load_options(options.pipeline), findings);
  print_findings(findings, stderr);
  if (plan == nullptr) return ExitCode::configuration;
  if (options.json) {
    print_json(*plan);
  } else if (options.format == "mermaid") {
    print_mermaid(*plan);
  } else if (options.format == "svg") {
    std::fputs(plan_svg(*plan).c_str(), stdout);
  } else {
    print_dot(*plan);
  }
  return ExitCode::done;
}

}  // namespace

void add_graph(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("graph", "Draw a pipeline: a picture (SVG), or Graphviz or Mermaid text");
  auto options = std::make_shared<GraphOptions>();
  add_pipeline_options(*command, options->pipeline);
  command->add_option("--format", options->format, "dot, mermaid or svg")
      ->check(CLI::IsMember({"dot", "mermaid", "svg"}))
      ->capture_default_str();
  command->add_flag("--json", options->json, "print JSON");
  command->footer(
      "Examples:\n"
      "  trackloom graph my.yaml --format svg > my.svg\n"
      "  trackloom graph my.yaml | dot -Tpdf -o my.pdf");
  command->callback([options, &exit_code] { exit_code = static_cast<int>(graph(*options)); });
}
