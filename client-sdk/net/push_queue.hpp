// PushQueue: what the relay sent unasked and nobody has taken yet, and the credit that bounds it. No I/O. Internal to
// client-sdk/net.
#pragma once

#include <deque>
#include <optional>

#include "client-sdk/net/relay_link.hpp"

namespace valise::sdk::net {

class PushQueue {
 public:
  // kMaxBytes of deliveries may wait, whatever the credit; no honest relay comes near.
  static constexpr std::size_t kMaxBytes = 64 * 1024 * 1024;

  // open starts deliveries with a credit of `window`.
  void open(std::uint32_t window);

  // accept takes in a pushed frame; false if the relay may not send this now: a delivery without credit, or out of order.
  [[nodiscard]] bool accept(v1::RelayFrame frame);
  // take gives the next push: the state of the relay and its log before deliveries.
  [[nodiscard]] std::optional<Push> take();

  // credit_due is what should be granted to the relay now, 0 for nothing: half a window at a time.
  [[nodiscard]] std::uint32_t credit_due() const;
  // granted notes that the relay is being told; taken_back that it did not take it.
  void granted(std::uint32_t credit);
  void taken_back(std::uint32_t credit);

 private:
  [[nodiscard]] bool accept_delivery(v1::Delivery delivery);

  std::uint32_t window_ = 0;
  std::uint32_t credit_ = 0;  // deliveries that the relay may still send
  std::uint32_t taken_ = 0;   // taken since credit was last granted
  std::uint64_t last_seq_ = 0;
  std::size_t bytes_ = 0;
  std::deque<v1::Delivery> deliveries_;
  std::optional<v1::LogGrew> log_grew_;
  std::optional<v1::GoingAway> going_away_;
};

}  // namespace valise::sdk::net
