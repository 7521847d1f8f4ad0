#include "evaluation/clopper_pearson.hpp"

#include <boost/math/special_functions/beta.hpp>
#include <stdexcept>

namespace trackloom::evaluation {

Interval clopper_pearson(std::uint64_t passed, std::uint64_t total, double confidence) {
  if (passed > total || !(confidence > 0 && confidence < 1)) {
    throw std::invalid_argument("clopper_pearson: need passed <= total and 0 < confidence < 1");
  }
  Interval interval;
  if (total == 0) return interval;
  const double tail = (1 - confidence) / 2;
  const auto k = static_cast<double>(passed);
  const auto rest = static_cast<double>(total - passed);
  if (passed > 0) interval.low = boost::math::ibeta_inv(k, rest + 1, tail);
  if (passed < total) interval.high = boost::math::ibeta_inv(k + 1, rest, 1 - tail);
  return interval;
}

}  // namespace trackloom::evaluation
