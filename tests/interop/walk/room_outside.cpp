// Room: proposals of those who are not members.
#include "tests/interop/walk/room.hpp"

namespace valise::interop {

// name_sender makes somebody new the group's only external sender.
void Room::name_sender() {
  PeerProcess* peer = world_.peer({"keypackage", "outside"});
  if (!peer || !world_.everyone_can("sender")) return;
  Joiner sender = new_joiner(*peer);
  const Member& committer = pick();
  const auto answer = committer.peer->must(committer.on("sender", sender.message), 2);
  const std::string authenticator = committer.peer->must(committer.on("merge"), 1).front();
  let_follow(committer, answer[0], {}, authenticator);
  sender_ = std::move(sender);
  world_.counts.add("external senders");
  settle();
}

// proposal_of_sender gives a proposal of the external sender that goes with the others, or nothing.
std::optional<std::string> Room::proposal_of_sender(const std::string& info, const Member& committer, Changes& changes) {
  std::string request = "outside " + sender_->package + " " + info + " 0 ";
  if (world_.random.chance(2)) {
    const Member* target = pick([&](const Member& each) { return &each != &committer && !changes.touched.contains(each.leaf); });
    if (!target || members_.size() < 3) return std::nullopt;
    changes.touched.insert(target->leaf);
    changes.removed.insert(target->leaf);
    changes.path_required = true;
    request += "remove " + std::to_string(target->leaf);
  } else {
    if (full(changes)) return std::nullopt;
    auto joiner = new_joiner();
    if (!joiner) return std::nullopt;
    request += "add " + joiner->message;
    changes.joiners.push_back(std::move(*joiner));
  }
  world_.counts.add("proposals of external senders");
  return sender_->member.peer->must(request, 1).front();
}

// asked_by_newcomer gives a newcomer's own proposal to be added, or nothing.
std::optional<std::string> Room::asked_by_newcomer(const std::string& info, Changes& changes) {
  PeerProcess* peer = world_.peer({"keypackage", "join", "ask"});
  if (!peer || full(changes)) return std::nullopt;
  Joiner joiner = new_joiner(*peer);
  const std::string message = peer->must("ask " + joiner.package + " " + info, 1).front();
  changes.joiners.push_back(std::move(joiner));
  world_.counts.add("newcomers who asked");
  return message;
}

void Room::propose_from_outside(const Member& committer, Changes& changes) {
  if (!world_.everyone_can("outside") || !world_.random.chance(4)) return;
  const Member& helper = pick();
  const std::string info = helper.peer->must(helper.on("groupinfo", "0"), 1).front();
  const auto message =
      sender_ && world_.random.chance(2) ? proposal_of_sender(info, committer, changes) : asked_by_newcomer(info, changes);
  if (message) let_receive(*message, nullptr, changes);
}

}  // namespace valise::interop
