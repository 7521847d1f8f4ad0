#include "module_map/hits_by_module.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace trackloom::module_map {

std::vector<float> module_azimuths(const Detector& detector) {
  std::vector<float> azimuths;
  azimuths.reserve(detector.modules().size());
  for (const Module& module : detector.modules()) {
    azimuths.push_back(std::atan2(module.center[1], module.center[0]));
  }
  return azimuths;
}

void HitsByModule::fill(const Hits& hits, const std::vector<float>& azimuths) {
  const std::size_t modules = azimuths.size();
  first.assign(modules + 1, 0);
  for (std::size_t i = 0; i < hits.size(); ++i) {
    if (hits.module[i] >= modules) {
      throw std::runtime_error("hit " + std::to_string(hits.id[i]) + " is on module number " +
                               std::to_string(hits.module[i]) + ", the detector has " +
                               std::to_string(modules));
    }
    ++first[hits.module[i] + 1];
  }
  for (std::size_t m = 0; m < modules; ++m) first[m + 1] += first[m];

  order_.resize(hits.size());
  next_.assign(first.begin(), first.end() - 1);
  for (std::uint32_t i = 0; i < hits.size(); ++i) {
    const std::uint32_t m = hits.module[i];
    order_[next_[m]++] = {wrap(hits.phi[i] - azimuths[m]), i};
  }
  row.resize(hits.size());
  point.resize(hits.size());
  azimuth.resize(hits.size());
  for (std::size_t m = 0; m < modules; ++m) {
    std::sort(order_.begin() + first[m], order_.begin() + first[m + 1]);
  }
  for (std::size_t place = 0; place < order_.size(); ++place) {
    const std::uint32_t i = order_[place].row;
    row[place] = i;
    azimuth[place] = order_[place].azimuth;
    point[place] = {hits.x[i], hits.y[i],   hits.z[i],
                    hits.r[i], hits.phi[i], pseudorapidity(hits.z[i], hits.r[i])};
  }
}

}  // namespace trackloom::module_map
