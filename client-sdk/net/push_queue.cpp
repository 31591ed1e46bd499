#include "client-sdk/net/push_queue.hpp"

#include <algorithm>

namespace valise::sdk::net {

void PushQueue::open(std::uint32_t window) {
  window_ = window;
  credit_ = window;
}

bool PushQueue::accept(v1::RelayFrame frame) {
  switch (frame.body_case()) {
    case v1::RelayFrame::kDelivery: return accept_delivery(std::move(*frame.mutable_delivery()));
    case v1::RelayFrame::kLogGrew: log_grew_ = std::move(*frame.mutable_log_grew()); return true;
    case v1::RelayFrame::kGoingAway: going_away_ = std::move(*frame.mutable_going_away()); return true;
    default: return false;
  }
}

bool PushQueue::accept_delivery(v1::Delivery delivery) {
  const auto size = delivery.ByteSizeLong();
  if (credit_ == 0 || delivery.mailbox_seq() <= last_seq_ || bytes_ + size > kMaxBytes) return false;
  --credit_;
  last_seq_ = delivery.mailbox_seq();
  bytes_ += size;
  deliveries_.push_back(std::move(delivery));
  return true;
}

std::optional<Push> PushQueue::take() {
  if (going_away_) return Push(*std::exchange(going_away_, std::nullopt));
  if (log_grew_) return Push(*std::exchange(log_grew_, std::nullopt));
  if (deliveries_.empty()) return std::nullopt;
  Push push(std::move(deliveries_.front()));
  deliveries_.pop_front();
  bytes_ -= std::get<v1::Delivery>(push).ByteSizeLong();
  ++taken_;
  return push;
}

std::uint32_t PushQueue::credit_due() const { return taken_ >= std::max(1U, window_ / 2) ? taken_ : 0; }

void PushQueue::granted(std::uint32_t credit) {
  taken_ -= credit;
  credit_ += credit;
}

void PushQueue::taken_back(std::uint32_t credit) {
  taken_ += credit;
  credit_ -= std::min(credit, credit_);
}

}  // namespace valise::sdk::net
