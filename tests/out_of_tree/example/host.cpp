// A host program: its own events go through a pipeline, the results come back.
// usage: host PIPELINE.yaml OUTPUT
#include <cstdio>

#include "event_data/hits.hpp"
#include "mean_radius.hpp"
#include "trackloom/session.hpp"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  trackloom::LoadOptions load;
  load.host_products = {&trackloom::product_ops<trackloom::Hits>};
  trackloom::Findings findings;
  auto plan = trackloom::load_plan(argv[1], load, findings);
  for (const auto& finding : findings) std::fprintf(stderr, "%s\n", finding.text().c_str());
  if (plan == nullptr) return 2;

  trackloom::RunOptions options;
  options.output = argv[2];
  trackloom::Session session(std::move(plan), options);
  for (std::uint64_t id = 1; id <= 20; ++id) {
    const auto fill = [id](trackloom::Event& event) {
      auto& hits = *event.find<trackloom::Hits>();
      hits.resize(id);
      hits.x.assign(id, 100.0F);
      hits.fill_cylindrical();
    };
    const auto complete = [](const trackloom::Event& event) {
      if (event.alive()) std::printf("%g\n", event.find<example::MeanRadius>()->mm);
    };
    session.push(id, fill, complete);
  }
  return session.finish().written == 20 ? 0 : 1;
}
