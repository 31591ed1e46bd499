// AMQP 0-9-1 as far as the bench needs it: durable quorum queues, persistent messages, publisher's confirms, an acknowledgement
// for each delivery, at most 1,000 of them due.
#pragma once

#include "bench/peer_client.hpp"

namespace valise::bench {

// AmqpFields builds the arguments of a method, or a content header.
class AmqpFields {
 public:
  AmqpFields& octet(unsigned value);
  AmqpFields& number16(unsigned value);
  AmqpFields& number32(std::uint32_t value);
  AmqpFields& number64(std::uint64_t value);
  AmqpFields& short_text(std::string_view text);
  AmqpFields& long_text(std::string_view text);
  // raw appends bytes as they are.
  AmqpFields& raw(std::string_view bytes);
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Amqp is the part of the protocol that senders and recipients share: login, then `opened` on channel 1.
class Amqp {
 public:
  virtual ~Amqp() = default;

 protected:
  // Methods as class * 1000 + method.
  using Method = unsigned;

  explicit Amqp(int account) : account_(account) {}
  [[nodiscard]] static std::string preamble() { return std::string("AMQP\0\0\x09\x01", 8); }
  [[nodiscard]] std::size_t consume_frames(std::string_view bytes);
  void call(int channel, Method method, const AmqpFields& arguments);
  void frame(char type, int channel, std::string_view payload);

  virtual void put(std::string_view bytes) = 0;
  virtual void opened() = 0;
  virtual void on_method(Method method, std::string_view arguments) = 0;
  virtual void on_header(std::string_view /*payload*/) {}
  virtual void on_body(std::string_view /*payload*/) {}

 private:
  void log_in(Method method, std::string_view arguments);

  int account_;
};

class AmqpSender final : public PeerSender, private Amqp {
 public:
  AmqpSender(Loop& loop, int number, int queues, int account) : PeerSender(loop, number, queues), Amqp(account) {}

 private:
  void greet() override { send(preamble()); }
  std::size_t consume(std::string_view bytes) override { return consume_frames(bytes); }
  void put(std::string_view bytes) override { send(bytes); }
  void opened() override;
  void on_method(Method method, std::string_view arguments) override;
  void publish(int queue, std::string_view message) override;

  std::uint64_t confirmed_up_to_ = 0;
  std::vector<std::uint64_t> confirmed_alone_;  // beyond that
};

class AmqpRecipient final : public PeerRecipient, private Amqp {
 public:
  AmqpRecipient(Loop& loop, Arrivals& arrivals, int number) : PeerRecipient(loop, arrivals, number), Amqp(number) {}

 private:
  void greet() override { send(preamble()); }
  std::size_t consume(std::string_view bytes) override { return consume_frames(bytes); }
  void put(std::string_view bytes) override { send(bytes); }
  void opened() override;
  void on_method(Method method, std::string_view arguments) override;
  void on_header(std::string_view payload) override;
  void on_body(std::string_view payload) override;

  std::uint64_t tag_ = 0;
  std::size_t size_ = 0;
  std::string body_;
};

}  // namespace valise::bench
