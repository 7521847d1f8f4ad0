// Which stages stand in for others: the key `replaces:`.
#pragma once

#include <cstddef>
#include <vector>

#include "plan/draft.hpp"

namespace trackloom::plan {

// `replaces: STAGE` makes a stage stand in for STAGE. Whoever would get a product of STAGE because
// of its type, wherever either stands in the file, gets this stage's product of that type instead;
// the stage itself gets STAGE's. An `in:` that names STAGE still means STAGE. Replacements chain: a
// third stage may replace the second.
class Replacements {
 public:
  // Reads the keys of all drafts and reports those that make no sense; these then count as absent.
  // `complete`: no stage is missing from the drafts because of another finding. The drafts must
  // outlive this.
  Replacements(const Drafts& drafts, bool complete, Findings& findings);

  // True if readers reach this product of `draft` through the stage that it replaces.
  bool stands_in(std::size_t draft, const TypeKey& key) const;
  // The product that `consumer` gets in place of this one.
  Wire latest(Wire wire, const TypeKey& key, std::size_t consumer) const;

 private:
  void read(std::size_t at, bool complete);
  void break_circles();
  void refuse(std::size_t at, const std::string& why, std::string hint = {});
  std::size_t outputs_of(std::size_t draft, const TypeKey& key) const;
  std::size_t replacement_of(std::size_t draft, const TypeKey& key) const;

  const Drafts& drafts_;
  Findings& findings_;
  std::vector<std::size_t> replaced_;  // by draft: the one it replaces, or nobody
};

}  // namespace trackloom::plan
