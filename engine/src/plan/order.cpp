#include "plan/order.hpp"

#include <algorithm>

namespace trackloom::plan {
namespace {

enum class Visit { ahead, open, done };

// Depth first over what each stage reads from; `chain` holds the stages being visited.
bool find_loop(const Drafts& drafts, std::size_t at, std::vector<Visit>& visits,
               std::vector<std::size_t>& chain) {
  visits[at] = Visit::open;
  chain.push_back(at);
  for (const Wire& wire : drafts[at].wires) {
    if (wire.producer == nobody || visits[wire.producer] == Visit::done) continue;
    if (visits[wire.producer] == Visit::open) {
      chain.erase(chain.begin(), std::find(chain.begin(), chain.end(), wire.producer));
      return true;
    }
    if (find_loop(drafts, wire.producer, visits, chain)) return true;
  }
  visits[at] = Visit::done;
  chain.pop_back();
  return false;
}

void report_loop(const Drafts& drafts, std::vector<std::size_t> chain, Findings& findings) {
  // The chain runs against the data; shown along it, from the stage the document has first.
  std::reverse(chain.begin(), chain.end());
  std::rotate(chain.begin(), std::min_element(chain.begin(), chain.end()), chain.end());
  std::string loop;
  for (const std::size_t i : chain) loop += drafts[i].request.name + " -> ";
  const config::StageRequest& first = drafts[chain[0]].request;
  config::add_error(findings, first.mark, first.path,
                    "stages wait for each other in a loop: " + loop + first.name,
                    "say with `in:` which earlier product one of them reads");
}

bool ready(const Draft& draft, const std::vector<bool>& placed) {
  return std::all_of(draft.wires.begin(), draft.wires.end(), [&](const Wire& wire) {
    return wire.producer == nobody || placed[wire.producer];
  });
}

}  // namespace

std::optional<std::vector<std::size_t>> topological_order(const Drafts& drafts,
                                                          Findings& findings) {
  std::vector<Visit> visits(drafts.size(), Visit::ahead);
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    std::vector<std::size_t> chain;
    if (visits[i] == Visit::ahead && find_loop(drafts, i, visits, chain)) {
      report_loop(drafts, std::move(chain), findings);
      return std::nullopt;
    }
  }
  // The first in the document that is ready. Drafts hold the source first and the sinks last, and
  // nothing reads from a sink, so while a stage is left one of the stages is that first.
  std::vector<bool> placed(drafts.size(), false);
  std::vector<std::size_t> order;
  while (order.size() < drafts.size()) {
    std::size_t next = 0;
    while (placed[next] || !ready(drafts[next], placed)) ++next;
    placed[next] = true;
    order.push_back(next);
  }
  return order;
}

}  // namespace trackloom::plan
