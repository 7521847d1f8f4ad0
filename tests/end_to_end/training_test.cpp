// The training pipelines: what they learn can be applied, and data without truth are refused.
#include <doctest/doctest.h>

#include "end_to_end/data_set.hpp"
#include "end_to_end/shipped.hpp"

using namespace trackloom::test;

TEST_CASE("a layer map learned from the small events finds their tracks") {
  const Folder folder("train");
  const RunResult learned =
      run_pipeline(folder, pipeline("train/layer_map"), small_events(), {}, "learn");
  check_books(learned);
  REQUIRE(learned.process.exit_code == 0);
  const fs::path map = learned.output / "layer_map.tlmap";
  REQUIRE(fs::exists(map));
  const RunResult applied =
      run_pipeline(folder, pipeline("no_network"), small_events(),
                   {"--set", "stages.graph.params.map=" + map.string()}, "apply");
  check_books(applied);
  CHECK(applied.process.exit_code == 0);
  CHECK(applied.metric("edges.edge_efficiency_prompt_pt1.0") > 0.95);
  CHECK(applied.metric("physics.score") > 0.6);

  const RunResult again =
      run_pipeline(folder, pipeline("train/layer_map"), small_events(), {"--threads=4"}, "again");
  CHECK(read_text(again.output / "layer_map.tlmap") == read_text(map));
}

TEST_CASE("training on data without truth says so and leaves no map") {
  const Folder folder("no-truth");
  const fs::path data = without_truth(folder.path(), small_events(), 7);
  for (const std::string name : {"layer_map", "module_map"}) {
    CAPTURE(name);
    const RunResult result = run_pipeline(folder, pipeline("train/" + name), data, {}, name);
    check_books(result);
    CHECK(result.process.exit_code == 6);
    CHECK(result.error_of(7).find("truth") != std::string::npos);
    CHECK(result.process.err.find("learn") != std::string::npos);
    CHECK_FALSE(fs::exists(result.output / (name + ".tlmap")));
  }
}
