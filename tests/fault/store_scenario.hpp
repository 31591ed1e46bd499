// StoreScenario: a working day of a few devices at a relay, chosen by a seed: rooms with commits and Welcomes (also two at once),
// messages in bursts, mailboxes read and acknowledged, key packages, log entries, attachments in chunks, sweeps.
#pragma once

#include "tests/fault/store_driver.hpp"

namespace valise::tests {

class StoreScenario {
 public:
  StoreScenario(std::uint64_t seed, StoppedClock& clock) : random_(seed), clock_(clock) {}

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

  [[nodiscard]] base::DeviceId any_of(const std::set<base::DeviceId>& devices);
  [[nodiscard]] base::Bytes bytes(std::size_t size);

  SeededRandom random_;
  StoppedClock& clock_;
  std::uint32_t next_key_ = 1;
  std::uint64_t log_size_ = 0;
};

}  // namespace valise::tests
