// Door: who may come in. Counts connections by network address, and keeps those apart that have not yet proved who they are: the
// strangers, from the first packet on. Inside wire only.
//
// When there are too many strangers in all, the oldest has to leave for the newest: an honest peer needs a fraction of a second
// to prove itself, so who floods displaces above all those who flood. Lives on the listener's executor.
#pragma once

#include <list>

#include "base/quota.hpp"
#include "wire/listener.hpp"

namespace valise::wire {

class Door {
 public:
  // Guest is a connection as long as it lives. `turn_out` ends it; it may be called until the guest is trusted or gone.
  class Guest {
   public:
    Guest(Door& door, std::string address);
    ~Guest();
    Guest(const Guest&) = delete;
    Guest& operator=(const Guest&) = delete;

    void on_turn_out(std::function<void()> turn_out) { turn_out_ = std::move(turn_out); }
    // trust: the peer has proved who it is. Again: nothing.
    void trust();
    [[nodiscard]] const std::string& address() const { return address_; }

   private:
    friend class Door;
    Door& door_;
    const std::string address_;
    std::function<void()> turn_out_;
    std::optional<std::list<Guest*>::iterator> place_;  // among the strangers
  };

  Door(const DoorLimits& limits, ListenerCounters& counters);

  // admit gives nothing when the peer has to stay outside. The guest ends before the door.
  [[nodiscard]] std::unique_ptr<Guest> admit(const asio::ip::address& peer);
  [[nodiscard]] std::size_t guests() const { return guests_; }
  [[nodiscard]] std::size_t strangers() const { return strangers_.size(); }

 private:
  struct Count {
    std::size_t guests = 0;
    std::size_t strangers = 0;
  };

  [[nodiscard]] bool has_room_for(const std::string& address);
  void make_room_for_a_stranger();
  void enter(Guest& guest);
  void leave(Guest& guest);
  void no_stranger_any_more(Guest& guest);

  const DoorLimits limits_;
  ListenerCounters& counters_;
  std::size_t guests_ = 0;
  std::unordered_map<std::string, Count> by_address_;
  std::list<Guest*> strangers_;  // the oldest first
  base::QuotaTable handshakes_;
};

}  // namespace valise::wire
