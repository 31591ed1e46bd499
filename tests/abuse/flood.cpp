#include "tests/abuse/flood.hpp"

#include <pthread.h>

#include <ctime>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "wire/tls_stream.hpp"

namespace valise::tests {
namespace {

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kUnderWay = 64;
constexpr int kStrangers = 24;
constexpr std::size_t kVisitors = 12;
constexpr std::size_t kFileSize = 1024 * 1024;
constexpr std::uint64_t kNumbers = 1'000'000;  // for each flood

}  // namespace

Flood::Flood(Arena& arena, std::vector<std::size_t> devices, std::uint64_t number, Ways ways)
    : arena_(arena), devices_(std::move(devices)), first_(kNumbers * (number + 1)) {
  perform(found_rooms());
  if (ways == Ways::sessions_and_http) perform(prepare_file());
  const std::size_t visitors = ways == Ways::sessions_and_http ? kVisitors : 0;
  thread_ = std::thread([this, visitors] {
    asio::io_context io(1);
    for (std::size_t place = 0; place < devices_.size(); ++place) asio::co_spawn(io, device(place), asio::detached);
    for (std::size_t place = 0; place < visitors; ++place) asio::co_spawn(io, visitor(place), asio::detached);
    for (int n = 0; n < kStrangers; ++n) asio::co_spawn(io, stranger(n), asio::detached);
    while (!stop_) io.run_for(50ms);
  });
}

std::chrono::nanoseconds Flood::processor_time() {
  clockid_t clock{};
  timespec time{};
  if (::pthread_getcpuclockid(thread_.native_handle(), &clock) != 0 || ::clock_gettime(clock, &time) != 0) return {};
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

Flood::~Flood() {
  stop_ = true;
  thread_.join();
}

asio::awaitable<void> Flood::found_rooms() {
  std::vector<base::DeviceId> members;
  for (const auto n : devices_) members.push_back(arena_.device(n).id);
  for (std::size_t place = 0; place < devices_.size(); ++place) {
    auto others = members;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(place));
    Peer peer;
    co_await peer.log_in(arena_.endpoint(), arena_.device(devices_[place]));
    const auto made = co_await peer.ask(create_room(room_of(first_ + place), first_, others));
    if (!made.has_submitted()) throw std::runtime_error("the flood has no room");
    tokens_.push_back(co_await token_of(peer));
  }
}

asio::awaitable<void> Flood::prepare_file() {
  Traveller by{.arena = arena_, .token = tokens_.front()};
  auto client = co_await connect(arena_);
  if (!client) throw std::runtime_error("the flood has no connection");
  by.target = co_await create(*client, by, room_of(first_), kFileSize, first_);
  const auto reply = co_await client->request(head_to_put(by, 0, kFileSize), base::Bytes(kFileSize, 'f'));
  if (!reply || reply->status != 204) throw std::runtime_error("the flood has no file");
  file_ = by.target;
}

// Each device does one thing all the time.
v1::ClientFrame Flood::request(std::size_t place, std::uint64_t n) const {
  v1::ClientFrame frame;
  const auto room = room_of(first_ + place);
  switch (place % 6) {
    case 0:
    case 1: return message(room, first_ + 1 + n, std::string(4096, 'f'));
    case 2: {
      frame = create_room(room, first_ + 1 + n, {});
      frame.mutable_submit_commit()->set_expected_position(n + 1);
      return frame;
    }
    case 3:
      frame.mutable_claim_key_packages()->set_idempotency_key(key_of(first_ + 1 + n).string());
      for (std::size_t i = 1; i < 16; i += 2) frame.mutable_claim_key_packages()->add_device_ids(arena_.device(i).id.string());
      return frame;
    case 4:
      for (int i = 0; i < 8; ++i)
        frame.mutable_publish_key_packages()->add_key_packages(std::to_string(8 * n) + std::string(2048, 'k'));
      return frame;
    default: frame.mutable_get_log()->set_limit(1000); return frame;
  }
}

void Flood::count(const v1::RelayFrame& answer) { ++(answer.has_failure() ? seen_.refused : seen_.accepted); }

asio::awaitable<bool> Flood::came_in(Peer& peer, std::size_t place) {
  try {
    co_await peer.log_in(arena_.endpoint(), arena_.device(devices_[place]));
    co_return true;
  } catch (const std::runtime_error&) {
    co_return false;
  }
}

// As much under way as a session may have, again when it is cut off.
asio::awaitable<void> Flood::device(std::size_t place) {
  std::uint64_t n = 0;
  while (!stop_) {
    Peer peer;
    if (!co_await came_in(peer, place)) {
      ++seen_.cut;
      co_await pause(10ms);
      continue;
    }
    std::size_t under_way = 0;
    while (!stop_ && peer.open()) {
      while (under_way < kUnderWay && peer.send(request(place, n)) != 0) {
        ++n;
        ++under_way;
      }
      const auto answer = co_await peer.receive();
      if (answer.body_case() == v1::RelayFrame::BODY_NOT_SET) break;
      count(answer);
      --under_way;
    }
    ++seen_.cut;
  }
}

// Over HTTP, each does one thing all the time, too: files up, a file down, the directory's files.
asio::awaitable<void> Flood::visitor(std::size_t place) {
  std::uint64_t n = 0;
  while (!stop_) {
    const auto client = co_await connect(arena_);
    while (client && !stop_) {
      const bool goes_on = co_await visit(*client, place, n++);
      if (!goes_on || !client->reusable()) break;
    }
    co_await pause(10ms);
  }
}

asio::awaitable<bool> Flood::visit(wire::HttpsClient& client, std::size_t place, std::uint64_t n) {
  Traveller by{.arena = arena_, .token = tokens_[place % tokens_.size()]};
  static constexpr std::array<const char*, 2> files{"checkpoint", "tile/entries/000.p/2"};
  switch (place % 3) {
    case 0: co_return co_await send_file(client, std::move(by), place, n);
    case 1: by.target = file_; co_return co_await get(client, by, seen_.files_down);
    default: by.target = std::string("/v1/directory/") + files[n % files.size()]; co_return co_await get(client, by, seen_.tiles);
  }
}

// The visitors' keys are others than those of the devices' requests, which count up from the first.
asio::awaitable<bool> Flood::send_file(wire::HttpsClient& client, Traveller by, std::size_t place, std::uint64_t n) {
  static const base::Bytes content(kFileSize, 'f');
  const auto key = first_ + kNumbers / 2 + 30'000 * place + n;
  by.target = co_await create(client, by, room_of(first_ + place % devices_.size()), kFileSize, key);
  if (by.target.empty()) {
    ++seen_.turned_away;
    co_return false;
  }
  const auto sent = co_await client.request(head_to_put(by, 0, kFileSize), content);
  ++(sent && sent->status == 204 ? seen_.files_up : seen_.turned_away);
  co_return sent.has_value();
}

asio::awaitable<bool> Flood::get(wire::HttpsClient& client, const Traveller& by, std::atomic<std::uint64_t>& count) {
  const auto reply = co_await client.request(head_of(by, "GET"), {});
  if (!reply) co_return false;
  const auto body = co_await read_all(client);
  ++(reply->status == 200 && body.size() == reply->body_size ? count : seen_.turned_away);
  co_return true;
}

// Strangers come from another address: some say nothing, some say nonsense, some make the whole handshake and go.
asio::awaitable<void> Flood::stranger(int kind) {
  const auto executor = co_await asio::this_coro::executor;
  const asio::ip::tcp::endpoint relay(asio::ip::make_address("127.0.0.1"),
                                      static_cast<unsigned short>(std::stoi(arena_.endpoint().port)));
  const auto tls = wire::TlsClientContext::pinned_to(arena_.relay_id()).value();
  while (!stop_) {
    asio::ip::tcp::socket socket(executor, asio::ip::tcp::v4());
    socket.bind({asio::ip::make_address("127.0.0." + std::to_string(10 + kind % 4)), 0});
    auto [failed] = co_await socket.async_connect(relay, kTuple);
    ++seen_.connections;
    if (failed) continue;
    if (kind % 3 == 0) {
      wire::TlsStream stream(std::move(socket), tls.native(), wire::TlsStream::Role::client);
      auto [refused] = co_await stream.async_handshake(kTuple);
      if (refused) co_await pause(1ms);
    } else if (kind % 3 == 1) {
      auto [broken, size] = co_await asio::async_write(socket, asio::buffer("GET / HTTP/1.1\r\n\r\n", 18), kTuple);
      static_cast<void>(broken);
      co_await pause(1ms);
    } else {
      co_await pause(20ms);
    }
  }
}

}  // namespace valise::tests
