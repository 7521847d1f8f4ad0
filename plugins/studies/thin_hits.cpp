#include "studies/thin_hits.hpp"

#include <vector>

#include "studies/dice.hpp"

namespace trackloom::studies {

void ThinHits::describe(StageDescription<Config>& stage) {
  stage.doc(
      "Takes out a share of the hits at random, as an inefficient detector would. With `replaces: "
      "source` the rest of the pipeline works on what is left.");
  stage.param("share", &Config::share).range(0, 1).doc("of the hits, which is taken out");
  stage.param("seed", &Config::seed).at_least(0).doc("another seed takes other hits");
}

void ThinHits::operator()(const EventInfo& event, const Hits& all_hits, const Cells& all_cells,
                          const Truth& all_truth, Hits& hits, Cells& cells, Truth& truth) {
  const Dice dice(config_.seed, stage_name_, event.id);
  std::vector<std::uint32_t> rows;
  for (std::uint32_t h = 0; h < all_hits.size(); ++h) {
    if (dice.uniform(all_hits.id[h]) >= config_.share) rows.push_back(h);
  }
  copy_rows(rows, all_hits, all_cells, all_truth, hits, cells, truth);
  count_.add(all_hits.size(), rows.size());
}

}  // namespace trackloom::studies
