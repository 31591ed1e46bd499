// A room of actors and what the relay has of it: a log in one order, of which each member has read as far as its cursor. The room
// knows which messages are genuine and who must accept them, and demands it.
#pragma once

#include <set>

#include "tests/fuzz/mls_actors.hpp"

namespace valise::fuzz {

enum class Kind : std::uint8_t { application, proposal, commit };

struct Item {
  Kind kind;
  std::size_t sender;
  mls::Epoch epoch;
  mls::Bytes message;
  mls::Bytes authenticator = {};  // of the epoch that a commit begins
};

class Room {
 public:
  static constexpr std::uint8_t size = 6;

  Room();

  // What members do. Nothing happens where it makes no sense (no group, nothing pending).
  void speak(std::size_t who, mls::ByteView text);
  void propose(std::size_t who, mls::Proposal proposal, mls::WireFormat format);
  void propose_update(std::size_t who, mls::WireFormat format);
  // propose_from_outside lets `who`, who is no member, ask to be added.
  void propose_from_outside(std::size_t who);
  // join_from_outside lets `who` join by itself, with what `through` tells of the group. A member takes its own place.
  void join_from_outside(std::size_t who, std::size_t through);
  void commit(std::size_t who, const mls::CommitOptions& options);
  // submit sends the pending commit, which the relay accepts if it is the first of the newest epoch.
  void submit(std::size_t who);
  void discard(std::size_t who);
  void drop_proposals(std::size_t who);
  void restart(std::size_t who);

  // deliver hands out the next message of the log; again hands out any, early or late or once more.
  void deliver(std::size_t who);
  void again(std::size_t who, std::size_t item);
  // intrude hands out what no member made: it must be refused.
  void intrude(std::size_t who, const mls::Bytes& message);
  // deliver_all lets everyone read the whole log, after which all who can agree.
  void deliver_all();

  [[nodiscard]] Actor& at(std::size_t who) { return seats_[who].actor; }
  [[nodiscard]] const std::vector<Item>& log() const { return log_; }
  [[nodiscard]] Surroundings& world() { return world_; }

 private:
  struct Pending {
    mls::PendingCommit commit;
    std::vector<mls::Bytes> added;
    mls::Bytes tree;
  };
  struct Seat {
    explicit Seat(std::uint8_t number) : actor(number) {}
    Actor actor;
    std::optional<Pending> pending;
    std::size_t cursor = 0;      // first item of the log not read yet
    mls::Epoch joined;           // the first epoch that it can read
    bool forgetful = false;      // dropped proposals of this epoch
    bool lost = false;           // could not follow a commit for that reason
    std::set<std::size_t> seen;  // items that it accepted
  };

  void post(std::size_t who, Kind kind, mls::Bytes message);
  void hand_over(std::size_t who, std::size_t item, bool in_order);
  [[nodiscard]] bool must_accept(const Seat& seat, std::size_t item, bool in_order) const;
  [[nodiscard]] bool must_refuse(const Seat& seat, std::size_t item) const;
  void settle_in(Seat& seat);
  void welcome(const mls::Bytes& invitation, const Pending& pending);
  [[nodiscard]] Seat* active(std::size_t who);

  Surroundings world_;
  std::vector<Seat> seats_;
  std::vector<Item> log_;
  mls::Epoch head_;
};

}  // namespace valise::fuzz
