// Journey: offices at work over simulated days, on a script: who writes, changes a room, comes, goes or is robbed. The same
// relay, clients, network and time as in World, without its troubles.
#pragma once

#include "tests/simulation/call_book.hpp"
#include "tests/simulation/client_process.hpp"
#include "tests/simulation/registrar_process.hpp"
#include "tests/simulation/relay_identity.hpp"
#include "tests/simulation/relay_process.hpp"
#include "valise/messages.hpp"
#include "valise/v1/room_wish.pb.h"

namespace valise::simulation {

class Journey {
 public:
  // Offices are "ke-office1", "ug-office2" and so on, in States and networks of their own (offices.cpp), each with a duty post,
  // and "@officer" on it with as many devices. All are online and have been at the relay.
  Journey(std::size_t offices, std::size_t devices_each, std::uint64_t seed = 1);

  // pass lets time pass. settle lets it pass until nobody who is up has anything to do; false after two hours.
  void pass(milliseconds time);
  // skip lets days go by in which all devices are switched off.
  void skip(milliseconds time);
  bool settle();

  [[nodiscard]] RelayProcess& relay() { return relay_; }
  [[nodiscard]] ClientProcess& device(std::size_t number) { return *clients_[number]; }
  [[nodiscard]] std::size_t devices() const { return clients_.size(); }
  [[nodiscard]] const std::string& post(std::size_t office) const { return offices_.posts[office]; }

  // copy gives a second device with the same profile, as it is now. Both run.
  std::size_t copy(std::size_t device);

  // outlaw says that nobody waits any more for a device to be done: it is in a thief's hands.
  void outlaw(std::size_t device) { outlaws_.insert(device); }

  // What an officer does at a device. They give the room's id, or the reason why not.
  std::string open(std::size_t device, const std::string& subject, const std::vector<std::size_t>& offices);
  std::string write_to(std::size_t device, const std::string& subject, const std::vector<std::string>& addresses);
  std::string say(std::size_t device, const std::string& room, const std::string& text);
  // send_file says something with a file of so many bytes. problems gives what is not as it should be of all that was said so in
  // a room, at the devices that are up.
  void send_file(std::size_t device, const std::string& room, std::size_t size);
  [[nodiscard]] std::vector<std::string> problems(const std::string& room);
  [[nodiscard]] std::size_t fetches(const std::string& room) { return histories_[room].fetches(); }
  std::string change(std::size_t device, const std::string& room, const v1::RoomWish& wish);

  // add_mailbox lets an officer at a device set, and prove, how an address of its own is called. calls gives what the relay sent
  // to mailboxes since.
  void add_mailbox(std::size_t device, const std::string& address, const std::string& mailbox);
  [[nodiscard]] std::vector<CallBook::Call> calls() const { return outside_.calls(); }

  // What a device has.
  [[nodiscard]] std::vector<valise::MessageView> messages(std::size_t device, const std::string& room);
  [[nodiscard]] std::vector<std::string> texts(std::size_t device, const std::string& room);
  [[nodiscard]] valise::RoomView room(std::size_t device, const std::string& room);
  [[nodiscard]] bool knows(std::size_t device, const std::string& room);
  // notices counts those with these words.
  [[nodiscard]] std::size_t notices(std::size_t device, const std::string& words);
  [[nodiscard]] std::vector<std::string> all_notices(std::size_t device);

  // What security officers sign; done when it is in the log.
  std::string hire(std::size_t office, const std::string& officer);
  void staff(std::size_t office, const std::vector<std::string>& officers);
  // escalate says, once, whom the duty post's alerts are passed on to, after so many minutes.
  void escalate(std::size_t office, std::uint32_t minutes, const std::string& officer);
  // found_post defines a post beside the duty post and staffs it; appoint says who staffs it from now on.
  std::string found_post(std::size_t office, const std::string& id, const std::vector<std::string>& officers,
                         v1::HistoryPolicy history = v1::HISTORY_POLICY_UNSPECIFIED);
  void appoint(const std::string& post, const std::vector<std::string>& officers);
  void revoke(std::size_t device);
  // enrol gives another device of an officer, online.
  std::size_t enrol(std::size_t office, const std::string& officer);

 private:
  [[nodiscard]] const crypto::SigningKey& key_of(const std::string& authority) const;
  void publish();
  void add_client(std::size_t device);

  Scheduler scheduler_;
  Network network_;
  CallBook outside_{scheduler_};
  const wire::TlsServerContext identity_ = relay_identity();
  Offices offices_;
  RelayProcess relay_;
  RegistrarProcess registrar_;
  Histories histories_;
  std::vector<std::unique_ptr<ClientProcess>> clients_;
  std::map<std::string, std::uint64_t> rosters_;  // last revisions, by post
  std::set<std::size_t> outlaws_;
};

}  // namespace valise::simulation
