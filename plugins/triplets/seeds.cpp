#include "triplets/seeds.hpp"

#include <stdexcept>
#include <string>

namespace trackloom::triplets {

void SelectSeeds::describe(StageDescription<Config>& stage) {
  stage.doc("Seeds are the triplets with a score above a cut.")
      .inputs({"triplets", "scores"})
      .outputs({"seeds"});
  stage.param("score_cut", &Config::score_cut)
      .range(0, 1)
      .doc("triplets with a score above this are seeds");
}

void SelectSeeds::operator()(const TripletGraph& triplets, const TripletScores& scores,
                             Seeds& seeds) const {
  if (scores.value.size() != triplets.triplets()) {
    throw std::runtime_error("there are " + std::to_string(triplets.triplets()) + " triplets but " +
                             std::to_string(scores.value.size()) +
                             " scores: the scores were made for others");
  }
  for (std::size_t t = 0; t < triplets.triplets(); ++t) {
    if (!(scores.value[t] > config_.score_cut)) continue;
    seeds.hits.push_back(triplets.triplet(t));
    seeds.score.push_back(scores.value[t]);
  }
}

}  // namespace trackloom::triplets
