// NATS with JetStream as far as the bench needs it: one stream as a work queue on disk, a durable push consumer for each queue,
// an acknowledgement of the stream for each message and one to it for each delivery.
#pragma once

#include <deque>

#include "bench/peer_client.hpp"

namespace valise::bench {

// Nats is the part of the protocol that senders and recipients share: login, subscriptions, requests to JetStream's API.
class Nats {
 public:
  virtual ~Nats() = default;

 protected:
  explicit Nats(int account) : account_("u" + std::to_string(account)) {}
  void hello();
  // ask queues a request to the API; when all are answered, `prepared` is called.
  void ask(const std::string& subject, std::string body);
  [[nodiscard]] std::size_t consume_messages(std::string_view bytes);
  [[nodiscard]] std::string inbox() const { return "_INBOX." + account_; }

  virtual void put(std::string_view bytes) = 0;
  virtual void logged_in() = 0;
  virtual void prepared() = 0;
  // on_message gets what is not an answer of the API.
  virtual void on_message(std::string_view subject, std::string_view reply_to, std::string_view body) = 0;

 private:
  [[nodiscard]] std::size_t take_line(std::string_view line, std::string_view after);
  void next();

  std::string account_;
  std::deque<std::string> requests_;
  bool logged_in_ = false;
};

class NatsSender final : public PeerSender, private Nats {
 public:
  NatsSender(Loop& loop, int number, int queues, int account) : PeerSender(loop, number, queues), Nats(account) {}

 private:
  bool speaks_first() const override { return true; }
  void greet() override { hello(); }
  std::size_t consume(std::string_view bytes) override { return consume_messages(bytes); }
  void put(std::string_view bytes) override { send(bytes); }
  void logged_in() override {}
  void prepared() override { ready(); }
  void on_message(std::string_view subject, std::string_view reply_to, std::string_view body) override;
  void publish(int queue, std::string_view message) override;
};

class NatsRecipient final : public PeerRecipient, private Nats {
 public:
  NatsRecipient(Loop& loop, Arrivals& arrivals, int number) : PeerRecipient(loop, arrivals, number), Nats(number) {}

 private:
  bool speaks_first() const override { return true; }
  void greet() override { hello(); }
  std::size_t consume(std::string_view bytes) override { return consume_messages(bytes); }
  void put(std::string_view bytes) override { send(bytes); }
  void logged_in() override;
  void prepared() override { ready(); }
  void on_message(std::string_view subject, std::string_view reply_to, std::string_view body) override;
};

}  // namespace valise::bench
