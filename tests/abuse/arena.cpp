#include "tests/abuse/arena.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>

#include "bench/relay_usage.hpp"

namespace valise::tests {
namespace {

template <class Id>
Id numbered(std::uint64_t n, base::Byte kind) {
  base::ByteArray<Id::size> bytes{};
  bytes.back() = kind;
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<base::Byte>(n >> (8 * i));
  return Id(bytes);
}

}  // namespace

Arena::Arena(std::size_t devices, std::map<std::string, std::string> environment)
    : relay_(folder_ / "relay", folder_ / "log", program("valised"), std::move(environment)), network_(prepare(devices)) {
  relay_.import(network_.statements);
  relay_.start();
}

bench::Network Arena::prepare(std::size_t devices) {
  const auto announcement = relay_.init("valise.example/directory");
  std::filesystem::create_directory(folder_ / "statements");
  return bench::make_network(announcement, folder_ / "statements", devices, random_);
}

std::vector<base::DeviceId> Arena::ids(std::size_t first, std::size_t step) const {
  std::vector<base::DeviceId> out;
  for (std::size_t n = first; n < network_.devices.size(); n += step) out.push_back(network_.devices[n].id);
  return out;
}

bench::Endpoint Arena::endpoint(int port) const {
  const auto address = relay_.address();
  return {.port = port == 0 ? address.substr(address.find(':') + 1) : std::to_string(port), .relay = network_.relay};
}

double Arena::resident_mib() { return bench::Usage::of(relay_.process().pid()).resident_mib; }

asio::awaitable<void> Peer::log_in(bench::Endpoint endpoint, const bench::Device& device) {
  connection_ = co_await bench::log_in(std::move(endpoint), device.id, device.transport_key);
}

std::uint64_t Peer::send(v1::ClientFrame frame) {
  frame.set_request_id(++last_id_);
  base::Bytes bytes(frame.ByteSizeLong());
  frame.SerializeWithCachedSizesToArray(bytes.data());
  return connection_->try_write(std::move(bytes)) ? last_id_ : 0;
}

asio::awaitable<v1::RelayFrame> Peer::receive(wire::milliseconds patience) {
  v1::RelayFrame frame;
  auto bytes = co_await connection_->read(patience);
  if (bytes) frame.ParseFromArray(bytes->data(), static_cast<int>(bytes->size()));
  co_return frame;
}

asio::awaitable<v1::RelayFrame> Peer::ask(v1::ClientFrame frame) {
  const auto id = send(std::move(frame));
  for (;;) {
    auto answer = co_await receive();
    if (answer.request_id() == id || answer.body_case() == v1::RelayFrame::BODY_NOT_SET) co_return answer;
  }
}

base::IdempotencyKey key_of(std::uint64_t n) { return numbered<base::IdempotencyKey>(n, 1); }
base::RoomId room_of(std::uint64_t n) { return numbered<base::RoomId>(n, 2); }

v1::ClientFrame create_room(const base::RoomId& room, std::uint64_t key, const std::vector<base::DeviceId>& others) {
  v1::ClientFrame frame;
  auto& commit = *frame.mutable_submit_commit();
  commit.set_room_id(room.string());
  commit.set_idempotency_key(key_of(key).string());
  commit.set_commit("commit");
  for (const auto& device : others) commit.add_add(device.string());
  return frame;
}

v1::ClientFrame message(const base::RoomId& room, std::uint64_t key, std::string text) {
  v1::ClientFrame frame;
  auto& submission = *frame.mutable_submit_message();
  submission.set_room_id(room.string());
  submission.set_idempotency_key(key_of(key).string());
  submission.set_message(std::move(text));
  return frame;
}

v1::ClientFrame subscribe(std::uint32_t credit) {
  v1::ClientFrame frame;
  frame.mutable_subscribe()->set_credit(credit);
  return frame;
}

v1::ClientFrame acknowledge(std::uint64_t up_to) {
  v1::ClientFrame frame;
  frame.mutable_acknowledge()->set_mailbox_seq(up_to);
  return frame;
}

void perform(asio::awaitable<void> work, std::chrono::seconds patience) {
  bench::Loop loop;
  bool ended = false;
  auto run = [](asio::awaitable<void> inner, bool& end) -> asio::awaitable<void> {
    co_await std::move(inner);
    end = true;
  };
  loop.spawn(run(std::move(work), ended));
  if (!loop.run_until(patience, [&] { return ended; })) throw std::runtime_error("too slow");
}

asio::awaitable<void> pause(wire::milliseconds time) {
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  auto waited = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  static_cast<void>(waited);
}

}  // namespace valise::tests
