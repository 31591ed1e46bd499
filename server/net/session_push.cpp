// The half of a session that pushes: subscription, credit, deliveries, news of the log.
#include "server/net/ask.hpp"
#include "server/net/session.hpp"

namespace valise::server::net {

using base::Result;

// The pushing itself starts when the answer has been queued, so that Subscribed comes before the first delivery.
Answer Session::subscribe(v1::Subscribe request) {
  if (subscription_) co_return failure(v1::FAILURE_CODE_MALFORMED);
  const auto device = std::get<DeviceIdentity>(identity_).device;
  subscription_.emplace();
  co_await relay_.acknowledgements.settle(device);  // what an earlier session acknowledged does not come again
  auto start = [&](store::Completion<core::MailboxState> done) { relay_.store.mailbox_state(device, std::move(done)); };
  auto state = co_await ask<core::MailboxState>(start);
  if (!state) {
    subscription_.reset();
    co_return failure_of(state.error());
  }
  v1::RelayFrame frame;
  frame.mutable_subscribed()->set_first_seq(state->first_seq.value());
  frame.mutable_subscribed()->set_last_seq(state->last_seq.value());
  frame.mutable_subscribed()->set_incarnation(relay_.incarnation);
  const auto first = state->first_seq.value();
  subscription_->acknowledged = first == 0 ? state->last_seq : base::MailboxSeq(first - 1);
  subscription_->credit += std::min(request.credit(), relay_.session_limits.max_credit);
  co_return frame;
}

v1::RelayFrame Session::add_credit(std::uint32_t deliveries) {
  if (!subscription_) return failure(v1::FAILURE_CODE_MALFORMED);
  const auto most = relay_.session_limits.max_credit;
  subscription_->credit = std::min(subscription_->credit + std::min(deliveries, most), most);
  changed_.notify();
  v1::RelayFrame frame;
  frame.mutable_done();
  return frame;
}

bool Session::acknowledge(base::MailboxSeq up_to) {
  if (!subscription_ || up_to > subscription_->pushed) return false;
  auto& acknowledged = subscription_->acknowledged;
  if (up_to <= acknowledged) return true;
  const auto news = up_to.value() - acknowledged.value();
  relay_.metrics.deliveries_acknowledged.add(news);
  relay_.acknowledgements.note(std::get<DeviceIdentity>(identity_).device, up_to, news);
  acknowledged = up_to;
  return true;
}

void Session::mailbox_grew() {
  if (!subscription_) return;
  subscription_->news = true;
  changed_.notify();
}

// Where there is a gap to what is known, or more than may be pushed, the store is read.
void Session::delivery_came(core::Delivery delivery) {
  if (!subscription_) return;
  auto& [pushed, acknowledged, credit, news, log_news, came] = *subscription_;
  const auto last = came.empty() ? pushed : came.back().seq;
  if (delivery.seq.value() == last.value() + 1 && came.size() < credit &&
      came.size() < relay_.session_limits.deliveries_per_read) {
    came.push_back(std::move(delivery));
  } else {
    news = true;
  }
  changed_.notify();
}

std::optional<core::Delivery> Session::next_that_came() {
  auto& [pushed, acknowledged, credit, news, log_news, came] = *subscription_;
  while (!came.empty() && came.front().seq <= pushed) came.pop_front();  // read meanwhile
  if (came.empty() || credit == 0) return std::nullopt;
  std::optional<core::Delivery> next(std::move(came.front()));
  came.pop_front();
  return next;
}

void Session::log_grew() {
  if (!subscription_) return;
  subscription_->log_news = true;
  changed_.notify();
}

asio::awaitable<void> Session::push() {
  auto& subscription = *subscription_;
  while (!ending_) {
    Result<> pushed;
    if (std::exchange(subscription.log_news, false)) {
      v1::RelayFrame frame;
      frame.mutable_log_grew()->set_checkpoint(relay_.directory.served().format());
      pushed = co_await push_frame(std::move(frame));
    } else if (!subscription.came.empty() && subscription.credit > 0) {
      co_await connection_->drained(relay_.session_limits.delivery_bytes_ahead);
      auto next = next_that_came();
      if (next && !ending_) pushed = co_await push_delivery(std::move(*next));
    } else if (subscription.news && subscription.credit > 0) {
      pushed = co_await push_batch();
    } else {
      co_await changed_.wait();
    }
    if (!pushed) co_return;
  }
}

asio::awaitable<Result<>> Session::push_batch() {
  auto& subscription = *subscription_;
  co_await connection_->drained(relay_.session_limits.delivery_bytes_ahead);  // who reads slowly gets no more memory than that
  subscription.news = false;                                                  // before the read: what grows during it is noticed
  store::DeliveryRange range{.device = std::get<DeviceIdentity>(identity_).device,
                             .after = subscription.pushed,
                             .max_count = std::min<std::size_t>(subscription.credit, relay_.session_limits.deliveries_per_read),
                             .max_bytes = relay_.session_limits.delivery_bytes_per_read};
  auto start = [&](store::Completion<std::vector<core::Delivery>> done) { relay_.store.read_deliveries(range, std::move(done)); };
  auto batch = co_await ask<std::vector<core::Delivery>>(start);
  if (!batch) {
    relay_.events.write(Severity::error, "mailbox unreadable", {{"session", number_}, {"reason", batch.error().code}});
    end(v1::FAILURE_CODE_STORAGE, wire::CloseCode::internal);
    co_return pass_on(batch);
  }
  if (!batch->empty()) subscription.news = true;  // there may be more
  for (auto& delivery : *batch) {
    if (ending_ || subscription.credit == 0) break;
    auto pushed = co_await push_delivery(std::move(delivery));
    if (!pushed) co_return pushed;
  }
  co_return Result<>{};
}

asio::awaitable<Result<>> Session::push_delivery(core::Delivery delivery) {
  auto& subscription = *subscription_;
  subscription.pushed = std::max(subscription.pushed, delivery.seq);
  --subscription.credit;
  const auto size = delivery.body.size();
  const auto accepted = delivery.accepted_at;
  auto pushed = co_await push_frame(delivery_frame(std::move(delivery)));
  if (!pushed) co_return pushed;
  relay_.metrics.deliveries_sent.add();
  relay_.metrics.delivery_bytes_sent.add(size);
  if (size > 0) relay_.metrics.delivery_seconds.observe(relay_.clock.now() - accepted);
  co_return Result<>{};
}

asio::awaitable<Result<>> Session::push_frame(v1::RelayFrame frame) { return connection_->write(bytes_of(frame)); }

}  // namespace valise::server::net
