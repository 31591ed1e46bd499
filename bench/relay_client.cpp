#include "bench/relay_client.hpp"

#include <stdexcept>

#include "wire/connect.hpp"

namespace valise::bench {
namespace {

constexpr std::size_t kFrameLimit = 2 * 1024 * 1024;
constexpr std::uint32_t kCredit = 256;
constexpr base::Byte kDeviceKind = 1;
constexpr std::chrono::seconds kPatience{20};

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error("relay: " + result.error().message());
  return std::move(*result);
}

void must(const base::Result<>& result) {
  if (!result) throw std::runtime_error("relay: " + result.error().message());
}

base::Bytes serialise(const v1::ClientFrame& frame) {
  base::Bytes out(frame.ByteSizeLong());
  frame.SerializeWithCachedSizesToArray(out.data());
  return out;
}

v1::RelayFrame parse(const base::Bytes& bytes) {
  v1::RelayFrame frame;
  if (!frame.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) throw std::runtime_error("not a frame");
  if (frame.has_failure()) {
    throw std::runtime_error("the relay refused: " + std::to_string(static_cast<int>(frame.failure().code())));
  }
  return frame;
}

void authenticate(v1::Authenticate& out, const v1::Hello& hello, const wire::ChannelBinding& binding, const base::DeviceId& id,
                  const crypto::SigningKey& transport_key) {
  base::Bytes message = base::to_bytes(hello.relay_id());
  base::append(message, base::as_bytes(hello.nonce()));
  base::append(message, binding);
  message.push_back(kDeviceKind);
  base::append(message, id.view());
  out.set_device_id(id.string());
  out.set_signature(base::to_string(crypto::sign_labelled(transport_key, "session", message)));
}

}  // namespace

asio::awaitable<std::shared_ptr<wire::Connection>> log_in(Endpoint endpoint, const base::DeviceId& id,
                                                          const crypto::SigningKey& transport_key) {
  wire::ConnectOptions options;
  options.connection.read_limit = kFrameLimit;
  auto opened = co_await wire::connect_websocket("127.0.0.1", endpoint.port, endpoint.relay, options);
  auto connection = must(std::move(opened));
  auto hello = co_await connection->read(kPatience);
  v1::ClientFrame frame;
  frame.set_request_id(1);
  authenticate(*frame.mutable_authenticate(), parse(must(std::move(hello))).hello(), connection->channel_binding(), id,
               transport_key);
  auto written = co_await connection->write(serialise(frame));
  must(written);
  auto answer = co_await connection->read(kPatience);
  if (!parse(must(std::move(answer))).has_authenticated()) throw std::runtime_error("relay: not authenticated");
  co_return connection;
}

// ---- Client ----

asio::awaitable<void> Client::connect(Endpoint endpoint, const Device& device) {
  connection_ = co_await log_in(std::move(endpoint), device.id, device.transport_key);
}

asio::awaitable<void> Client::listen() {
  for (;;) {
    auto message = co_await connection_->read(wire::kNoDeadline);
    if (!message && closing_) co_return;
    handle(parse(must(std::move(message))));
  }
}

void Client::close() {
  closing_ = true;
  connection_->cancel();
}

std::uint64_t Client::send(v1::ClientFrame& frame) {
  frame.set_request_id(++last_id_);
  if (!connection_->try_write(serialise(frame))) throw std::runtime_error("relay: the connection takes no more");
  return last_id_;
}

asio::awaitable<v1::RelayFrame> Client::receive() {
  auto message = co_await connection_->read(kPatience);
  co_return parse(must(std::move(message)));
}

// ---- Sender ----

Sender::Sender(base::Random& random) : random_(random), keys_(random) {
  const auto bytes = random.array<kMessageSize>();
  message_ = base::to_string(bytes);
}

asio::awaitable<void> Sender::create_rooms(std::vector<base::DeviceId> recipients, Rooms& rooms) {
  for (const auto& recipient : recipients) {
    rooms.push_back(random_.id<base::RoomId>());
    v1::ClientFrame frame;
    auto& commit = *frame.mutable_submit_commit();
    commit.set_room_id(rooms.back().string());
    commit.set_idempotency_key(keys_.next().string());
    commit.set_commit("commit");
    commit.set_welcome("welcome");
    commit.add_add(recipient.string());
    send(frame);
    const auto answer = co_await receive();
    if (!answer.has_submitted()) throw std::runtime_error("relay: no room was made");
  }
}

void Sender::write_to(Rooms rooms, std::size_t first) {
  rooms_ = std::move(rooms);
  first_ = first;
}

void Sender::submit(std::uint64_t number, Steady::time_point stamp) {
  write_stamp(message_, stamp);
  v1::ClientFrame frame;
  auto& submission = *frame.mutable_submit_message();
  submission.set_room_id(rooms_[(number + first_) % rooms_.size()].string());
  submission.set_idempotency_key(keys_.next().string());
  submission.set_message(message_);
  submission.set_urgency(v1::URGENCY_ROUTINE);
  send(frame);
}

void Sender::handle(const v1::RelayFrame& frame) {
  if (frame.has_submitted()) complete_one();
}

// ---- Uploader ----

asio::awaitable<base::RoomId> Uploader::create_room_alone() {
  const auto room = random_.id<base::RoomId>();
  v1::ClientFrame frame;
  frame.mutable_submit_commit()->set_room_id(room.string());
  frame.mutable_submit_commit()->set_idempotency_key(random_.id<base::IdempotencyKey>().string());
  frame.mutable_submit_commit()->set_commit("commit");
  send(frame);
  const auto answer = co_await receive();
  if (!answer.has_submitted()) throw std::runtime_error("relay: no room was made");
  co_return room;
}

asio::awaitable<std::string> Uploader::attachment_token() {
  v1::ClientFrame frame;
  frame.mutable_get_attachment_token();
  send(frame);
  const auto answer = co_await receive();
  co_return answer.attachment_token().token();
}

// ---- Recipient ----

asio::awaitable<void> Recipient::subscribe() {
  v1::ClientFrame frame;
  frame.mutable_subscribe()->set_credit(kCredit);
  send(frame);
  const auto answer = co_await receive();
  if (!answer.has_subscribed()) throw std::runtime_error("relay: not subscribed");
  const auto first = answer.subscribed().first_seq();
  received_ = acknowledged_ = first == 0 ? answer.subscribed().last_seq() : first - 1;
}

void Recipient::handle(const v1::RelayFrame& frame) {
  if (frame.has_delivery()) {
    take(frame.delivery());
  } else if (frame.has_done() && frame.request_id() == acknowledge_id_) {
    acknowledge_id_ = 0;
    acknowledged_ = acknowledging_;
  }
  if (acknowledge_id_ == 0 && !settled()) acknowledge();
}

void Recipient::take(const v1::Delivery& delivery) {
  if (delivery.mailbox_seq() != received_ + 1) throw std::runtime_error("relay: deliveries out of order");
  received_ = delivery.mailbox_seq();
  give_credit();
  if (delivery.kind() != v1::DELIVERY_KIND_MESSAGE) return;
  if (delivery.message().size() != kMessageSize) throw std::runtime_error("relay: a message of another size");
  arrivals_.arrived(read_stamp(delivery.message()));
}

void Recipient::give_credit() {
  if (++credit_due_ < kCredit / 2) return;
  v1::ClientFrame frame;
  frame.mutable_credit()->set_deliveries(std::exchange(credit_due_, 0));
  send(frame);
}

void Recipient::acknowledge() {
  v1::ClientFrame frame;
  acknowledging_ = received_;
  frame.mutable_acknowledge()->set_mailbox_seq(acknowledging_);
  acknowledge_id_ = send(frame);
}

}  // namespace valise::bench
