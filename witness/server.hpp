// WitnessServer: the witness over HTTPS (C2SP tlog-witness): POST /add-checkpoint, GET /<origin hash>/checkpoint. Anybody may
// ask: a request is worth what the log's signature in it is worth. Lives on one executor.
#pragma once

#include <functional>

#include "wire/listener.hpp"
#include "witness/witness.hpp"

namespace valise::witness {

// OnAnswer hears every answer to add-checkpoint before it leaves; after storage_failed it does not return.
using OnAnswer = std::function<void(const Answer& answer)>;

class WitnessServer final : public wire::PeerHandler {
 public:
  WitnessServer(CheckpointWitness& witness, OnAnswer on_answer) : witness_(witness), on_answer_(std::move(on_answer)) {}

  // options gives a listener's options: small requests, few connections.
  [[nodiscard]] static wire::ListenerOptions options();

  wire::asio::awaitable<void> on_session(std::shared_ptr<wire::Connection> connection) override;
  wire::asio::awaitable<void> on_request(wire::HttpExchange& exchange) override;

 private:
  wire::asio::awaitable<void> add_checkpoint(wire::HttpExchange& exchange);
  wire::asio::awaitable<void> show_checkpoint(wire::HttpExchange& exchange, std::string origin_hash);

  CheckpointWitness& witness_;
  OnAnswer on_answer_;
};

}  // namespace valise::witness
