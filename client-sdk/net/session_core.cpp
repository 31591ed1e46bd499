#include "client-sdk/net/session_core.hpp"

#include <boost/asio/co_spawn.hpp>
#include <stdexcept>

#include "client-sdk/net/frames.hpp"

namespace valise::sdk::net {
namespace {

bool is_own(v1::ClientFrame::RequestCase request) {
  return request == v1::ClientFrame::kAuthenticate || request == v1::ClientFrame::kSubscribe ||
         request == v1::ClientFrame::kCredit || request == v1::ClientFrame::REQUEST_NOT_SET;
}

// session_message is what is signed with purpose "session".
base::Bytes session_message(const v1::Hello& hello, const wire::ChannelBinding& binding, base::Byte kind,
                            base::ByteView identity) {
  base::Bytes message = base::to_bytes(hello.relay_id());
  base::append(message, base::as_bytes(hello.nonce()));
  base::append(message, binding);
  message.push_back(kind);
  base::append(message, identity);
  return message;
}

constexpr milliseconds kShortestRetry{100}, kLongestRetry{10'000};
constexpr base::Byte kDeviceKind = 1;
constexpr base::Byte kAdministratorKind = 2;

RequestError authentication_error(RequestError error) {
  const bool refused = error.code == RelayFailure::not_authenticated || error.code == RelayFailure::not_authorised;
  if (refused) error.code = NetError::authentication_refused;
  return error;
}

}  // namespace

// Abandon makes the answer to a request be dropped if its caller stops waiting, however it stops.
class SessionCore::Abandon {
 public:
  Abandon(SessionCore& core, std::uint64_t id) : core_(core), id_(id) {}
  Abandon(const Abandon&) = delete;
  Abandon& operator=(const Abandon&) = delete;
  ~Abandon() {
    if (const auto place = core_.pending_.find(id_); place != core_.pending_.end()) place->second.waiter.reset();
  }

 private:
  SessionCore& core_;
  std::uint64_t id_;
};

SessionCore::SessionCore(std::shared_ptr<wire::Connection> connection, v1::Hello hello)
    : connection_(std::move(connection)), hello_(std::move(hello)), push_wakeup_(connection_->executor()) {}

void SessionCore::start() {
  connection_->set_read_limit(kMaxFrame);
  auto on_end = [self = shared_from_this()](std::exception_ptr failure) {
    self->end(failed(NetError::closed));
    if (failure) std::rethrow_exception(failure);
  };
  asio::co_spawn(connection_->executor(), read_frames(), std::move(on_end));
}

asio::awaitable<Answer<void>> SessionCore::authenticate(Credential credential, milliseconds timeout) {
  if (std::holds_alternative<Anonymous>(credential)) co_return Answer<void>{};
  const auto* device = std::get_if<AsDevice>(&credential);
  const auto* administrator = std::get_if<AsAdministrator>(&credential);
  const auto identity =
      base::to_bytes(device ? base::ByteView(device->device.view()) : base::ByteView(administrator->key.view()));
  const auto& sign = device ? device->sign : administrator->sign;
  auto signature =
      sign(session_message(hello_, connection_->channel_binding(), device ? kDeviceKind : kAdministratorKind, identity));
  if (!signature) co_return std::unexpected(failed(signature.error().code, std::move(signature.error().context)));

  v1::ClientFrame frame;
  auto& proof = *frame.mutable_authenticate();
  if (device) {
    proof.set_device_id(base::to_string(identity));
  } else {
    proof.set_administrator_key(base::to_string(identity));
  }
  proof.set_signature(base::to_string(*signature));
  auto reply = co_await send(std::move(frame), timeout);
  if (!reply) co_return std::unexpected(authentication_error(std::move(reply.error())));
  co_return Answer<void>{};
}

asio::awaitable<Reply> SessionCore::request(v1::ClientFrame frame, milliseconds timeout) {
  if (is_own(frame.request_case())) throw std::logic_error("not a request for RelayLink::request");
  co_return co_await send(std::move(frame), timeout);
}

base::Result<base::Bytes> SessionCore::serialised(v1::ClientFrame& frame) {
  const auto size = frame.ByteSizeLong();
  const auto limit = std::min<std::uint64_t>(hello_.max_frame(), kMaxFrame);
  if (size > limit) return base::fail(RelayFailure::too_large);
  base::Bytes bytes(size);
  frame.SerializeWithCachedSizesToArray(bytes.data());
  return bytes;
}

asio::awaitable<Reply> SessionCore::send(v1::ClientFrame frame, milliseconds timeout) {
  const auto self = shared_from_this();
  const auto deadline = deadline_after(timeout);
  if (ended_) co_return std::unexpected(*ended_);
  const auto in_flight = pending_.size() - (credit_id_ != 0 ? 1 : 0);
  if (in_flight >= kMaxInFlight) co_return std::unexpected(failed(NetError::too_many_requests));
  const auto id = ++last_id_;
  frame.set_request_id(id);
  auto bytes = serialised(frame);
  if (!bytes) co_return std::unexpected(failed(bytes.error().code));

  const auto waiter = std::make_shared<Waiter>(connection_->executor());
  pending_.emplace(id, Pending{answer_to(frame.request_case()), waiter});
  const Abandon abandon(*this, id);
  auto written = co_await connection_->write(std::move(*bytes));
  if (!written) end(failed(while_open(written.error().code)));
  while (!waiter->reply) {
    if (std::chrono::steady_clock::now() >= deadline) co_return std::unexpected(failed(NetError::timeout));
    co_await waiter->wakeup.wait_until(deadline);
  }
  co_return std::move(*waiter->reply);
}

asio::awaitable<Answer<v1::Subscribed>> SessionCore::subscribe(std::uint32_t window) {
  if (window == 0 || window > kMaxWindow) throw std::logic_error("window out of range");
  v1::ClientFrame frame;
  frame.mutable_subscribe()->set_credit(window);
  pushes_.open(window);
  auto reply = co_await send(std::move(frame), kRequestTimeout);
  if (!reply) co_return std::unexpected(std::move(reply.error()));
  co_return std::move(*reply->mutable_subscribed());
}

asio::awaitable<base::Result<Push>> SessionCore::next_push(milliseconds timeout) {
  const auto self = shared_from_this();
  const auto deadline = deadline_after(timeout);
  if (taking_) throw std::logic_error("two callers in next_push");
  taking_ = true;
  struct Leave {
    bool& taking;
    ~Leave() { taking = false; }
  } const leave{taking_};
  for (;;) {
    co_await grant_credit();  // before taking: a caller that is cancelled here loses nothing
    if (auto push = pushes_.take()) co_return std::move(*push);
    if (ended_) co_return base::Unexpected{base::Error(*ended_)};
    const auto now = std::chrono::steady_clock::now();
    if (now >= deadline) co_return base::fail(NetError::timeout);
    const bool offer_again = credit_not_before_ > now;
    co_await push_wakeup_.wait_until(offer_again ? std::min(deadline, credit_not_before_) : deadline);
  }
}

// One grant at a time is in flight; what was taken meanwhile is granted when it is answered, because next_push() comes here
// again.
asio::awaitable<void> SessionCore::grant_credit() {
  const auto due = pushes_.credit_due();
  if (due == 0 || credit_id_ != 0 || ended_ || std::chrono::steady_clock::now() < credit_not_before_) co_return;
  v1::ClientFrame frame;
  credit_id_ = ++last_id_;
  frame.set_request_id(credit_id_);
  frame.mutable_credit()->set_deliveries(due);
  pending_.emplace(credit_id_, Pending{v1::RelayFrame::kDone, nullptr});
  pushes_.granted(due);
  credit_offered_ = due;
  auto bytes = serialised(frame);
  if (!bytes) co_return end(failed(NetError::protocol_violation));  // the relay's limit does not even allow this
  auto written = co_await connection_->write(std::move(*bytes));
  if (!written) end(failed(while_open(written.error().code)));
}

asio::awaitable<void> SessionCore::read_frames() {
  while (!ended_) {
    auto message = co_await connection_->read(wire::kNoDeadline);
    if (!message) co_return end(failed(while_open(message.error().code)));
    auto frame = parse_frame(*message);
    if (!frame || !handle(std::move(*frame))) co_return end(failed(NetError::protocol_violation));
  }
}

bool SessionCore::handle(v1::RelayFrame frame) {
  return frame.request_id() == 0 ? handle_push(std::move(frame)) : handle_answer(std::move(frame));
}

bool SessionCore::handle_answer(v1::RelayFrame frame) {
  const auto place = pending_.find(frame.request_id());
  if (place == pending_.end()) return false;
  const bool refused = frame.body_case() == v1::RelayFrame::kFailure;
  if (!refused && frame.body_case() != place->second.expected) return false;
  const auto waiter = std::move(place->second.waiter);
  pending_.erase(place);
  if (frame.request_id() == credit_id_) credit_answered(frame);
  if (!waiter) return true;
  if (refused) {
    waiter->reply.emplace(std::unexpected(failed(frame.failure())));
  } else {
    waiter->reply.emplace(std::move(frame));
  }
  waiter->wakeup.notify();
  return true;
}

void SessionCore::credit_answered(const v1::RelayFrame& frame) {
  credit_id_ = 0;
  if (frame.body_case() == v1::RelayFrame::kFailure) {
    auto refusal = failed(frame.failure());
    if (refusal.code != RelayFailure::busy) return end(std::move(refusal));
    pushes_.taken_back(credit_offered_);
    credit_not_before_ = deadline_after(std::clamp(refusal.retry_after, kShortestRetry, kLongestRetry));
  }
  push_wakeup_.notify();
}

bool SessionCore::handle_push(v1::RelayFrame frame) {
  if (frame.body_case() == v1::RelayFrame::kFailure) {
    auto reason = failed(frame.failure());
    if (reason.code == RelayFailure::fenced) reason.code = NetError::fenced;
    end(std::move(reason));
    return true;
  }
  if (!pushes_.accept(std::move(frame))) return false;
  push_wakeup_.notify();
  return true;
}

void SessionCore::close() { end(failed(NetError::closed)); }

// The first reason counts.
void SessionCore::end(RequestError reason) {
  if (ended_) return;
  ended_ = std::move(reason);
  connection_->cancel();
  for (auto& [id, pending] : pending_) {
    if (!pending.waiter) continue;
    pending.waiter->reply.emplace(std::unexpected(*ended_));
    pending.waiter->wakeup.notify();
  }
  pending_.clear();
  push_wakeup_.notify();
}

}  // namespace valise::sdk::net
