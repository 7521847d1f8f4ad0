// Putting rows into another order, with a scratch array that is swapped in.
#pragma once

#include <cstdint>
#include <vector>

namespace trackloom::trackml {

// Entry i moves to place[i].
template <class T>
void scatter(std::vector<T>& data, const std::vector<std::uint32_t>& place,
             std::vector<T>& scratch) {
  scratch.resize(data.size());
  for (std::size_t i = 0; i < data.size(); ++i) scratch[place[i]] = data[i];
  data.swap(scratch);
}

// Entry i becomes what entry order[i] was.
template <class T>
void gather(std::vector<T>& data, const std::vector<std::uint32_t>& order,
            std::vector<T>& scratch) {
  scratch.resize(data.size());
  for (std::size_t i = 0; i < data.size(); ++i) scratch[i] = data[order[i]];
  data.swap(scratch);
}

}  // namespace trackloom::trackml
