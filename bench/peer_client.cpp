#include "bench/peer_client.hpp"

#include <stdexcept>

#include "bench/peer_amqp.hpp"
#include "bench/peer_nats.hpp"

namespace valise::bench {

void PeerSender::submit(std::uint64_t number, Steady::time_point stamp) {
  write_stamp(message_, stamp);
  const auto spread = (number + static_cast<std::uint64_t>(number_)) % static_cast<std::uint64_t>(queues_);
  publish(only_.value_or(static_cast<int>(spread)), message_);
}

void PeerRecipient::arrived(std::string_view message) {
  if (message.size() != kMessageSize) throw std::runtime_error("peer: a message of another size");
  arrivals_.arrived(read_stamp(message));
}

std::unique_ptr<PeerSender> make_sender(Peer peer, Loop& loop, int number, int queues, int account) {
  if (peer == Peer::nats) return std::make_unique<NatsSender>(loop, number, queues, account);
  return std::make_unique<AmqpSender>(loop, number, queues, account);
}

std::unique_ptr<PeerRecipient> make_recipient(Peer peer, Loop& loop, Arrivals& arrivals, int number) {
  if (peer == Peer::nats) return std::make_unique<NatsRecipient>(loop, arrivals, number);
  return std::make_unique<AmqpRecipient>(loop, arrivals, number);
}

}  // namespace valise::bench
