// StoreScenario: a working day of a few devices at a relay, chosen by a seed: rooms with commits and Welcomes (also two at once),
// messages in bursts, mailboxes read and acknowledged, key packages, log entries, attachments in chunks, sweeps.
#pragma once

#include "tests/fault/store_driver.hpp"

namespace valise::tests {

// A sender whose requests may fail one by one keeps its order only if it waits for each answer, and tries again first.
enum class Sending { pipelined, one_at_a_time };

class StoreScenario {
 public:
  StoreScenario(std::uint64_t seed, StoppedClock& clock, Sending sending = Sending::pipelined)
      : random_(seed), clock_(clock), sending_(sending) {}

  // begin is the first step: devices publish key packages and two rooms are made. step is any later one. Each runs until nothing
  // waits.
  void begin(StoreDriver& driver);
  void step(StoreDriver& driver);

 private:
  void burst(StoreDriver& driver);
  void send_message(StoreDriver& driver);
  void commit(StoreDriver& driver);
  void commit_by(StoreDriver& driver, const base::DeviceId& by, const base::RoomId& where, base::RoomSeq position);
  void fetch(StoreDriver& driver);
  void key_packages(StoreDriver& driver);
  void publish(StoreDriver& driver, const base::DeviceId& device);
  void log_entry(StoreDriver& driver);
  void attachment(StoreDriver& driver);
  void sweep(StoreDriver& driver);

  // may_send is false for a sender that waits for an answer.
  [[nodiscard]] bool may_send(StoreDriver& driver, const base::DeviceId& sender) const;
  [[nodiscard]] base::DeviceId any_of(const std::set<base::DeviceId>& devices);
  [[nodiscard]] base::Bytes bytes(std::size_t size);

  SeededRandom random_;
  StoppedClock& clock_;
  Sending sending_;
  std::uint32_t next_key_ = 1;
  std::uint64_t log_size_ = 0;
};

}  // namespace valise::tests
