#include "config/suggest.hpp"

#include "config/helpers.hpp"

namespace trackloom::config {

TEST_CASE("the closest name is suggested") {
  const std::vector<std::string> known = {"max_edges", "min_hits", "score_cut"};
  CHECK(did_you_mean("max_edge", known) == "did you mean 'max_edges'?");
  CHECK(did_you_mean("socre_cut", known) == "did you mean 'score_cut'?");
  CHECK(did_you_mean("threads", known).empty());
  CHECK(did_you_mean("", known).empty());
}

TEST_CASE("of equally close names the first in the alphabet is suggested, in any order") {
  CHECK(did_you_mean("cat", std::vector<std::string>{"rat", "bat"}) == "did you mean 'bat'?");
  CHECK(did_you_mean("cat", std::vector<std::string>{"bat", "rat"}) == "did you mean 'bat'?");
}

TEST_CASE("swapped neighbours count as one mistake") {
  CHECK(did_you_mean("ab", std::vector<std::string>{"ba"}) == "did you mean 'ba'?");
}

}  // namespace trackloom::config
