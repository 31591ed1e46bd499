#include "server/net/session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>

#include "server/net/ask.hpp"
#include "server/net/costs.hpp"

namespace valise::server::net {
namespace {

using base::Bytes;
using base::Result;
using Frame = v1::ClientFrame;
using std::chrono_literals::operator""s;

constexpr auto kGoodbye = 5s;
constexpr auto kSessionsRetry = 60s;

v1::FailureCode code_of(Permit refused) {
  switch (refused) {
    case Permit::authenticate_first: return v1::FAILURE_CODE_NOT_AUTHENTICATED;
    case Permit::not_authorised: return v1::FAILURE_CODE_NOT_AUTHORISED;
    case Permit::malformed:
    case Permit::yes: break;
  }
  return v1::FAILURE_CODE_MALFORMED;
}

crypto::Label kind_of(const Identity& identity) {
  if (std::holds_alternative<DeviceIdentity>(identity)) return "device";
  if (std::holds_alternative<AdministratorIdentity>(identity)) return "administrator";
  return "anonymous";
}

}  // namespace

Session::Session(RelayContext& context, std::shared_ptr<wire::Connection> connection, std::uint64_t number)
    : relay_(context),
      connection_(std::move(connection)),
      number_(number),
      started_(context.clock.monotonic()),
      challenge_{.relay = context.relay,
                 .nonce = context.random.array<std::tuple_size_v<SessionNonce>>(),
                 .binding = connection_->channel_binding()},
      requests_(context),
      account_(account_of(identity_, context.directory.state(), connection_->peer_group())),
      changed_(connection_->executor()),
      tasks_(connection_->executor()) {}

asio::awaitable<void> Session::run() {
  relay_.sessions.add(*this);
  relay_.metrics.opened.add();
  relay_.metrics.changed(nullptr, &identity_);
  std::exception_ptr failure;
  try {
    co_await live();
  } catch (...) {
    failure = std::current_exception();
  }
  ending_ = true;
  connection_->cancel();
  changed_.notify();
  if (const auto* device = std::get_if<DeviceIdentity>(&identity_)) relay_.sessions.leave(device->device, *this);
  relay_.sessions.remove(*this);
  relay_.metrics.changed(&identity_, nullptr);
  co_await tasks_.join();
  if (failure) std::rethrow_exception(failure);
}

asio::awaitable<void> Session::live() {
  connection_->set_read_limit(kMaxStatement + kFrameOverhead);
  const auto greeted = co_await say_hello();
  if (greeted) co_await read_frames();
}

asio::awaitable<Result<>> Session::say_hello() {
  v1::RelayFrame frame;
  auto& hello = *frame.mutable_hello();
  hello.set_protocol_version(1);
  hello.set_nonce(base::to_string(challenge_.nonce));
  hello.set_relay_id(relay_.relay.string());
  hello.set_directory_id(relay_.directory.state().directory_id().string());
  hello.set_checkpoint(relay_.directory.served().format());
  hello.set_max_frame(kMaxFrame);
  hello.set_retention_ms(static_cast<std::uint64_t>(relay_.limits.retention.count()));
  return push_frame(std::move(frame));
}

// ---- reading ----

asio::awaitable<Result<Bytes>> Session::next_frame() {
  if (!anonymous()) return connection_->read(wire::kNoDeadline);
  const auto lived = std::chrono::duration_cast<wire::milliseconds>(relay_.clock.monotonic() - started_);
  return connection_->read(std::max(relay_.session_limits.anonymous_lifetime - lived, wire::milliseconds(1)));
}

asio::awaitable<void> Session::read_frames() {
  for (;;) {
    auto bytes = co_await next_frame();
    if (!bytes) {
      if (anonymous() && bytes.error().code == wire::WireError::timeout) relay_.metrics.refused(Refused::silent);
      relay_.events.write(Severity::debug, "session ended", {{"session", number_}, {"reason", bytes.error().code}});
      co_return;
    }
    // While the session ends, what still comes is read (the close handshake needs that) and dropped.
    if (!ending_ && !admit(std::move(*bytes))) {
      ++relay_.keeper.counters().frames_refused;
      end(v1::FAILURE_CODE_MALFORMED, wire::CloseCode::protocol_error);
    }
    if (pause_.count() > 0) co_await slow_down();
  }
}

// Refusing costs, too: who goes on asking is read from more slowly, and feels it as a slow network.
asio::awaitable<void> Session::slow_down() {
  asio::steady_timer timer(connection_->executor(), std::exchange(pause_, {}));
  auto waited = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  static_cast<void>(waited);
}

bool Session::admit(Bytes bytes) {
  relay_.metrics.received_bytes.add(bytes.size());
  auto frame = parse_client_frame(bytes);
  if (!frame) return false;
  const auto request = frame->request_case();
  const auto id = frame->request_id();
  if (anonymous() && bytes.size() > kMaxAnonymousFrame && request != Frame::kAppendStatement) {
    refuse(request, id, failure(v1::FAILURE_CODE_TOO_LARGE));
    return true;
  }
  const auto permitted = permit(identity_, request);
  if (permitted != Permit::yes) {
    refuse(request, id, failure(code_of(permitted)));
  } else if (request == Frame::kAuthenticate) {
    reply(request, id, authenticate_as(frame->authenticate()));
  } else if (request == Frame::kCredit) {
    count_without_refusing();
    reply(request, id, add_credit(frame->credit().deliveries()));  // at once, so that it is never BUSY
  } else if (request == Frame::kAcknowledge && acknowledge(base::MailboxSeq(frame->acknowledge().mailbox_seq()))) {
    count_without_refusing();
    v1::RelayFrame done;
    done.mutable_done();
    reply(request, id, std::move(done));
  } else {
    begin(std::move(*frame), bytes.size());
  }
  return true;
}

void Session::begin(v1::ClientFrame frame, std::size_t bytes) {
  const auto request = frame.request_case();
  const auto id = frame.request_id();
  const auto weight = bytes + answer_bytes(frame);
  if (!has_room_for(weight)) {
    ++relay_.keeper.counters().busy;
    return refuse(request, id, failure(v1::FAILURE_CODE_BUSY));
  }
  auto passage = relay_.keeper.pass(account_, weight);
  if (!passage) return refuse(request, id, failure(v1::FAILURE_CODE_BUSY));
  if (const auto wait = pay(relay_.keeper, account_, frame, bytes)) return refuse(request, id, over_quota(*wait));
  if (frame.has_acknowledge()) count_without_refusing();
  pace();
  ++in_flight_;
  bytes_in_flight_ += weight;
  tasks_.spawn(answer(std::move(frame), weight, std::move(*passage)));
}

// The longer it goes on, the slower; sessions do not keep step with each other.
void Session::pace() {
  constexpr std::int64_t slowest = 8;
  if (!relay_.keeper.eager(account_)) {
    eager_for_ = 0;
    return;
  }
  eager_for_ = std::min(eager_for_ + 1, slowest);
  const auto pause = relay_.session_limits.pause_when_eager * eager_for_;
  pause_ = pause + pause * static_cast<std::int64_t>(number_ % 16) / 32;
}

bool Session::has_room_for(std::size_t bytes) const {
  const auto& limits = relay_.session_limits;
  const auto most = anonymous() ? limits.anonymous_in_flight : limits.requests_in_flight;
  return in_flight_ < most && (in_flight_ == 0 || bytes_in_flight_ + bytes <= limits.bytes_in_flight);
}

void Session::refuse(RequestCase request, std::uint64_t request_id, v1::RelayFrame failure) {
  pause_ = relay_.session_limits.pause_after_refusal;
  reply(request, request_id, std::move(failure));
}

// Credit and acknowledgements make room, so they are taken in any case; but too many of them more slowly.
void Session::count_without_refusing() {
  if (!relay_.keeper.fits(account_, Metered::request)) pause_ = relay_.session_limits.pause_after_refusal;
  relay_.keeper.charge(account_, Metered::request, 1);
}

// A client that sends without reading answers fills the outbound queue, and is not worth more of the relay's memory.
void Session::reply(RequestCase request, std::uint64_t request_id, v1::RelayFrame frame) {
  frame.set_request_id(request_id);
  relay_.metrics.answered(request, frame);
  if (!connection_->try_write(bytes_of(frame))) connection_->cancel();
}

// ---- answering ----

// The passage ends with the coroutine: when the answer is queued.
asio::awaitable<void> Session::answer(v1::ClientFrame frame, std::size_t bytes, Gatekeeper::Passage passage) {
  static_cast<void>(passage);
  const Asked asked{
      .request = frame.request_case(), .message_bytes = frame.submit_message().message().size(), .at = relay_.clock.monotonic()};
  const auto id = frame.request_id();
  auto body = co_await answer_to(std::move(frame));
  body.set_request_id(id);
  const bool storage_failed = body.has_failure() && body.failure().code() == v1::FAILURE_CODE_STORAGE;
  auto written = co_await connection_->write(bytes_of(body));
  count(asked, body);
  if (written && body.has_subscribed()) tasks_.spawn(push());
  --in_flight_;
  bytes_in_flight_ -= bytes;
  changed_.notify();
  if (storage_failed) relay_.events.write(Severity::error, "request failed in storage", {{"session", number_}});
}

void Session::count(const Asked& asked, const v1::RelayFrame& answer) {
  auto& metrics = relay_.metrics;
  metrics.answered(asked.request, answer);
  if (answer.has_submitted()) metrics.submit_seconds.observe(relay_.clock.monotonic() - asked.at);
  if (answer.has_submitted() && asked.request == Frame::kSubmitMessage) {
    metrics.messages_stored.add();
    metrics.message_bytes_stored.add(asked.message_bytes);
  }
}

Bytes Session::bytes_of(const v1::RelayFrame& frame) {
  auto bytes = serialise(frame);
  if (!account_.stranger) relay_.keeper.charge(account_, Metered::traffic, bytes.size());
  relay_.metrics.sent_bytes.add(bytes.size());
  return bytes;
}

Answer Session::answer_to(v1::ClientFrame frame) {
  if (frame.has_subscribe()) return subscribe(std::move(*frame.mutable_subscribe()));
  return requests_.handle(identity_, std::move(frame));
}

v1::RelayFrame Session::authenticate_as(const v1::Authenticate& request) {
  if (const auto wait = relay_.keeper.take(account_, Metered::anonymous)) return over_quota(*wait);
  auto proved = authenticate(request, challenge_, relay_.directory.state());
  if (!proved) {
    ++relay_.keeper.counters().authentications_refused;
    relay_.events.write(Severity::warning, "authentication refused", {{"session", number_}});
    relay_.metrics.refused(Refused::proof);
    return failure(v1::FAILURE_CODE_NOT_AUTHENTICATED);
  }
  // Only who has proved an identity can use its quotas up.
  auto account = account_of(*proved, relay_.directory.state(), connection_->peer_group());
  if (const auto wait = relay_.keeper.take(account, Metered::login)) return over_quota(*wait);
  presence_ = relay_.keeper.present(account);
  if (!presence_) return over_quota(kSessionsRetry);
  account_ = std::move(account);
  relay_.metrics.changed(&identity_, &*proved);
  identity_ = *proved;
  connection_->trust();
  connection_->set_read_limit(kMaxFrame);
  const auto* device = std::get_if<DeviceIdentity>(&identity_);
  (device != nullptr ? relay_.metrics.device_logins : relay_.metrics.administrator_logins).add();
  if (device != nullptr) relay_.sessions.enter(device->device, *this);
  relay_.events.write(Severity::debug, "session authenticated", {{"session", number_}, {"kind", kind_of(identity_)}});
  v1::RelayFrame frame;
  frame.mutable_authenticated()->set_time_ms(base::to_wire(relay_.clock.now()));
  return frame;
}

// ---- the end ----

void Session::end(v1::FailureCode why, wire::CloseCode code) {
  if (std::exchange(ending_, true)) return;
  auto farewell = failure(why);
  static_cast<void>(connection_->try_write(bytes_of(farewell)));
  changed_.notify();
  tasks_.spawn(say_goodbye(code, kGoodbye));
}

asio::awaitable<void> Session::say_goodbye(wire::CloseCode code, wire::milliseconds deadline) {
  co_await connection_->close(code, deadline);
}

void Session::fence() {
  relay_.metrics.refused(Refused::fenced);
  end(v1::FAILURE_CODE_FENCED, wire::CloseCode::policy);
}

void Session::cut_off() {
  relay_.metrics.refused(Refused::cut_off);
  end(v1::FAILURE_CODE_NOT_AUTHORISED, wire::CloseCode::policy);
}

bool Session::still_admitted() const { return still_valid(identity_, relay_.directory.state()); }

void Session::depart(wire::milliseconds reconnect_after, wire::milliseconds deadline) {
  if (std::exchange(ending_, true)) return;
  v1::RelayFrame frame;
  frame.mutable_going_away()->set_reconnect_after_ms(static_cast<std::uint64_t>(reconnect_after.count()));
  static_cast<void>(connection_->try_write(bytes_of(frame)));
  changed_.notify();
  auto leave = [](Session* self, wire::milliseconds within) -> asio::awaitable<void> {
    while (self->in_flight_ > 0 && self->connection_->open()) co_await self->changed_.wait();
    co_await self->say_goodbye(wire::CloseCode::going_away, within);
  };
  tasks_.spawn(leave(this, deadline));
}

}  // namespace valise::server::net
