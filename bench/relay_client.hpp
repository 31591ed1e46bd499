// Devices as the relay sees them: they authenticate, make rooms, submit and receive. The bytes are opaque to the relay, so random
// ones stand for MLS messages. On wire::Connection itself: RelaySession keeps one of the 64 requests for itself.
#pragma once

#include "base/key_series.hpp"
#include "bench/relay_directory.hpp"
#include "bench/relay_load.hpp"
#include "valise/v1/relay.pb.h"
#include "wire/connection.hpp"

namespace valise::bench {

struct Endpoint {
  std::string port;  // on 127.0.0.1
  base::RelayId relay;
};

// log_in gives a connection that is authenticated as the device. Throws std::runtime_error, as all of this does.
[[nodiscard]] asio::awaitable<std::shared_ptr<wire::Connection>> log_in(Endpoint endpoint, const base::DeviceId& id,
                                                                        const crypto::SigningKey& transport_key);

// Client is a connection on which frames come and go.
class Client {
 public:
  virtual ~Client() = default;
  [[nodiscard]] asio::awaitable<void> connect(Endpoint endpoint, const Device& device);
  // listen handles what the relay sends until close().
  [[nodiscard]] asio::awaitable<void> listen();
  void close();

 protected:
  // send gives the frame's request id.
  std::uint64_t send(v1::ClientFrame& frame);
  [[nodiscard]] asio::awaitable<v1::RelayFrame> receive();

 private:
  virtual void handle(const v1::RelayFrame& frame) = 0;

  std::shared_ptr<wire::Connection> connection_;
  std::uint64_t last_id_ = 1;  // the authentication's
  bool closing_ = false;
};

// Sender submits messages to its rooms, in turn. Submitted completes one.
class Sender final : public Client, public Paced {
 public:
  using Rooms = std::vector<base::RoomId>;
  explicit Sender(base::Random& random);

  // create_rooms makes a room with each recipient. Before listen().
  [[nodiscard]] asio::awaitable<void> create_rooms(std::vector<base::DeviceId> recipients, Rooms& rooms);
  // write_to sends message k to rooms[(k + first) % size].
  void write_to(Rooms rooms, std::size_t first);

 private:
  void handle(const v1::RelayFrame& frame) override;
  void submit(std::uint64_t number, Steady::time_point stamp) override;

  base::Random& random_;
  std::string message_;
  base::KeySeries keys_;
  Rooms rooms_;
  std::size_t first_ = 0;
};

// Uploader asks for what an attachment needs.
class Uploader final : public Client {
 public:
  explicit Uploader(base::Random& random) : random_(random) {}
  // create_room_alone makes a room without anybody else.
  [[nodiscard]] asio::awaitable<base::RoomId> create_room_alone();
  [[nodiscard]] asio::awaitable<std::string> attachment_token();

 private:
  void handle(const v1::RelayFrame& /*frame*/) override {}

  base::Random& random_;
};

// Recipient takes deliveries, gives credit back and acknowledges: cumulatively, one acknowledgement at a time.
class Recipient final : public Client {
 public:
  explicit Recipient(Arrivals& arrivals) : arrivals_(arrivals) {}

  // subscribe comes before listen().
  [[nodiscard]] asio::awaitable<void> subscribe();
  [[nodiscard]] bool settled() const { return acknowledged_ == received_; }

 private:
  void handle(const v1::RelayFrame& frame) override;
  void take(const v1::Delivery& delivery);
  void give_credit();
  void acknowledge();

  Arrivals& arrivals_;
  std::uint64_t received_ = 0;  // mailbox_seq
  std::uint64_t acknowledging_ = 0;
  std::uint64_t acknowledged_ = 0;
  std::uint64_t acknowledge_id_ = 0;
  std::uint32_t credit_due_ = 0;
};

}  // namespace valise::bench
