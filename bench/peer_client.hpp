// Senders and recipients of a peer, as bench/relay_client.hpp has them of the relay. Queue n belongs to account un.
#pragma once

#include "bench/peer_link.hpp"

namespace valise::bench {

// PeerSender sends message k to queue (k + its number) mod `queues`, or to the only one that write_to names. The server's
// acknowledgement completes one.
class PeerSender : public PeerLink, public Paced {
 public:
  PeerSender(Loop& loop, int number, int queues)
      : PeerLink(loop), message_(kMessageSize, 'x'), number_(number), queues_(queues) {}
  void write_to(int queue) { only_ = queue; }

 protected:
  [[nodiscard]] int number() const { return number_; }
  virtual void publish(int queue, std::string_view message) = 0;

 private:
  void submit(std::uint64_t number, Steady::time_point stamp) override;

  std::string message_;
  int number_;
  int queues_;
  std::optional<int> only_;
};

// PeerRecipient takes what comes for its queue, which it makes if need be, and acknowledges each message.
class PeerRecipient : public PeerLink {
 public:
  PeerRecipient(Loop& loop, Arrivals& arrivals, int number) : PeerLink(loop), arrivals_(arrivals), number_(number) {}

 protected:
  [[nodiscard]] int number() const { return number_; }
  void arrived(std::string_view message);

 private:
  Arrivals& arrivals_;
  int number_;
};

// Senders have the accounts after the recipients'.
[[nodiscard]] std::unique_ptr<PeerSender> make_sender(Peer peer, Loop& loop, int number, int queues, int account);
[[nodiscard]] std::unique_ptr<PeerRecipient> make_recipient(Peer peer, Loop& loop, Arrivals& arrivals, int number);

}  // namespace valise::bench
