#include "trackloom/event.hpp"

namespace trackloom {

Event::Event(std::span<const ProductOps* const> slots, std::size_t stage_count)
    : ops_(slots.begin(), slots.end()),
      pending_(std::make_unique<std::atomic<std::uint32_t>[]>(stage_count)),
      stage_count_(stage_count) {
  products_.reserve(ops_.size());
  for (const ProductOps* ops : ops_) products_.push_back(ops->create());
}

Event::~Event() {
  for (std::size_t i = 0; i < products_.size(); ++i) ops_[i]->destroy(products_[i]);
}

void Event::fail(std::size_t stage, Failure failure) {
  const std::lock_guard lock(failure_mutex_);
  const bool first = !failure_ || stage < failed_stage_;
  if (first) {
    failure_ = std::move(failure);
    failed_stage_ = stage;
  }
  alive_.store(false, std::memory_order_release);
}

void Event::recycle() {
  for (std::size_t i = 0; i < products_.size(); ++i) ops_[i]->clear(products_[i]);
  info_.id = 0;
  info_.sequence = 0;
  info_.origin.clear();
  if (failure_) failure_ = {};
  failed_stage_ = 0;
  alive_.store(true, std::memory_order_release);
}

void* Event::find(const TypeKey& key) noexcept {
  for (std::size_t i = 0; i < ops_.size(); ++i) {
    if (ops_[i]->key == key) return products_[i];
  }
  return nullptr;
}

}  // namespace trackloom
