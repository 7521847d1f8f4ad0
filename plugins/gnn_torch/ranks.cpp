#include "gnn_torch/ranks.hpp"

namespace trackloom::gnn {

namespace {

class SingleRank : public Ranks {
 public:
  int rank() const override { return 0; }
  int size() const override { return 1; }
  std::vector<std::byte> gather(std::span<const std::byte> mine) override {
    return {mine.begin(), mine.end()};
  }
  void finish() override {}
};

}  // namespace

void Ranks::average(std::vector<float>& values) {
  if (size() == 1) return;
  const std::vector<float> all = gather(values);
  const auto ranks = static_cast<std::size_t>(size());
  const float share = 1.0F / static_cast<float>(ranks);
  for (std::size_t i = 0; i < values.size(); ++i) {
    float sum = 0;
    for (std::size_t r = 0; r < ranks; ++r) sum += all[r * values.size() + i];
    values[i] = share * sum;
  }
}

std::unique_ptr<Ranks> single_rank() {
  return std::make_unique<SingleRank>();
}

}  // namespace trackloom::gnn
