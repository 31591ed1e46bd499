// Room: one MLS group as the walk knows it: who is in it by which peer, which proposals wait for a commit, and which application
// messages are still on their way. Its methods are the things that members do; each throws Failure when somebody does not follow.
#pragma once

#include <functional>
#include <memory>

#include "tests/interop/walk/counts.hpp"
#include "tests/interop/walk/peer_process.hpp"
#include "tests/support/seeded_random.hpp"

namespace valise::interop {

// World is what all rooms of a walk share.
struct World {
  tests::SeededRandom random;
  std::vector<std::unique_ptr<PeerProcess>> peers;
  std::size_t most_members = 9;
  std::vector<unsigned> suites = {};  // those that all peers have
  Counts counts = {};
  std::size_t next_name = 0;

  // fresh gives a name that no peer knows yet.
  [[nodiscard]] std::string fresh(std::string_view prefix) { return std::string(prefix) + std::to_string(next_name++); }
  // bytes gives the hexadecimal digits of `size` random bytes.
  [[nodiscard]] std::string bytes(std::size_t size);
  // peer gives a random one that can do all of these, or null.
  [[nodiscard]] PeerProcess* peer(const std::vector<std::string>& abilities);
  // everyone_can tells whether all peers have a request.
  [[nodiscard]] bool everyone_can(std::string_view request) const;
};

struct Member {
  PeerProcess* peer;
  std::string group;     // its name at the peer
  std::string identity;  // hexadecimal
  unsigned leaf = 0;
  std::optional<std::uint64_t> since = {};  // the first epoch that it was seen in

  // on gives the line of a request about this member's group.
  [[nodiscard]] std::string on(std::string_view request, std::string_view rest = {}) const;
};

class Room {
 public:
  Room(World& world, unsigned suite);
  ~Room() = default;
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  // commit_something: proposals by reference from some, then a commit by one with others by value, followed by all.
  void commit_something();
  // join_from_outside: an external commit by someone new, or by a member that has lost its state.
  void join_from_outside();
  // name_sender: a commit that lets somebody who is no member propose.
  void name_sender();
  // reinit: the group is closed, and all go on in its successor.
  void reinit();
  // branch: some members found a subgroup.
  void branch();
  // talk: application messages, some of them late or never to arrive.
  void talk();
  // restart: a member saves its state and reads it again.
  void restart();
  // close: everybody forgets the room.
  void close();

 private:
  using Members = std::vector<std::unique_ptr<Member>>;
  struct Joiner {
    Member member;
    std::string package;  // its name at the peer
    std::string message;
  };
  // Changes is what the next commit will do.
  struct Changes {
    std::vector<Joiner> joiners;
    std::set<unsigned> touched;  // leaves that an Update or Remove is for
    std::set<unsigned> removed;
    std::vector<std::pair<std::string, std::string>> psks;
    bool references = false;
    bool resumption = false;
    bool path_required = false;
  };
  struct InFlight {
    std::string message;
    std::string authenticated;
    std::string plaintext;
    std::uint64_t epoch;
    std::vector<std::string> recipients;  // groups
  };

  Room(World& world, unsigned suite, Members members);

  // room.cpp
  Member& pick();
  Member* pick(const std::function<bool(const Member&)>& fits);
  std::vector<Member*> shuffled();
  Member newcomer(PeerProcess& peer, std::string identity);
  void settle();
  void check_exporter();
  void forget(std::string group);

  // room_commit.cpp
  Member* pick_committer(const std::vector<std::string>& abilities);
  bool everyone_can(std::string_view request) const;
  void choose_wire(const Member& by);
  std::optional<Joiner> new_joiner();
  Joiner new_joiner(PeerProcess& peer);
  [[nodiscard]] bool full(const Changes& changes) const;
  std::string new_psk(Changes& changes);
  void propose_some(const Member& committer, Changes& changes);
  std::optional<std::string> propose_one(Member& from, const Member& committer, Changes& changes);
  void let_receive(const std::string& message, const Member* from, Changes& changes);
  std::string changes_by_value(const Member& committer, Changes& changes);
  std::uint64_t epoch_that_all_know();
  void commit(const Member& committer, Changes& changes);
  std::string options(const Member& committer, const Changes& changes, bool& with_tree);
  void share_psks(const Changes& changes);
  void make_rival(const Member& committer);
  void let_follow(const Member& committer, const std::string& message, const std::set<unsigned>& removed,
                  const std::string& authenticator);
  void let_follow_from_outside(const std::string& message, const Member* replaced, const std::string& authenticator);
  std::string follow(const Member& member, const std::string& message, bool can_check);
  void join(Changes& changes, const std::string& welcome, bool with_tree, const std::string& authenticator);

  // room_outside.cpp
  void propose_from_outside(const Member& committer, Changes& changes);
  std::optional<std::string> proposal_of_sender(const std::string& info, const Member& committer, Changes& changes);
  std::optional<std::string> asked_by_newcomer(const std::string& info, Changes& changes);

  // room_successor.cpp
  Members found_from(const Member& founder, const std::vector<Member*>& others, const std::string& request, const std::string& id,
                     unsigned suite);

  // room_talk.cpp
  void deliver_some();
  void deliver(const InFlight& sent, const Member& to);
  void drop_old_messages();
  std::string spoiled(const std::string& message);
  void expect_unchanged(const Member& member, const std::function<void()>& attempt);

  World& world_;
  unsigned suite_;
  Members members_;
  std::optional<Joiner> sender_;  // the external sender
  std::uint64_t epoch_ = 0;
  std::vector<InFlight> in_flight_;
};

}  // namespace valise::interop
