// Room: proposals, commits, Welcomes, external commits.
#include <algorithm>

#include "tests/interop/walk/room.hpp"

namespace valise::interop {

bool Room::everyone_can(std::string_view request) const {
  return std::ranges::all_of(members_, [&](const auto& member) { return member->peer->can(request); });
}

Member* Room::pick_committer(const std::vector<std::string>& abilities) {
  return pick([&](const Member& member) {
    return std::ranges::all_of(abilities, [&](const std::string& ability) { return member.peer->can(ability); });
  });
}

void Room::choose_wire(const Member& by) {
  if (!world_.random.chance(4)) return;
  const std::string format = world_.random.chance(2) ? "public" : "private";
  if (!by.peer->can("wire:" + format)) return;
  by.peer->must(by.on("wire", format), 0);
}

std::optional<Room::Joiner> Room::new_joiner() {
  PeerProcess* peer = world_.peer({"keypackage", "join"});
  return peer ? std::optional(new_joiner(*peer)) : std::nullopt;
}

Room::Joiner Room::new_joiner(PeerProcess& peer) {
  Joiner out{.member = newcomer(peer, world_.bytes(8)), .package = world_.fresh("k"), .message = {}};
  const std::string request = "keypackage " + out.package + " " + std::to_string(suite_) + " " + out.member.identity;
  out.message = peer.must(request, 1).front();
  return out;
}

bool Room::full(const Changes& changes) const { return members_.size() + changes.joiners.size() >= world_.most_members; }

// new_psk makes a PSK known to all members; joiners learn of it in share_psks, when all of them are there.
std::string Room::new_psk(Changes& changes) {
  const std::string id = world_.bytes(1 + world_.random.below(16));
  const std::string secret = world_.bytes(32);
  for (const auto& member : members_) member->peer->must("psk group " + member->group + " " + id + " " + secret, 0);
  changes.psks.emplace_back(id, secret);
  world_.counts.add("PSKs");
  return id;
}

void Room::share_psks(const Changes& changes) {
  for (const auto& [id, secret] : changes.psks) {
    for (const Joiner& joiner : changes.joiners) {
      joiner.member.peer->must("psk kp " + joiner.package + " " + id + " " + secret, 0);
    }
  }
}

// propose_one gives the rest of the request of a random proposal that goes with the others, or nothing.
std::optional<std::string> Room::propose_one(Member& from, const Member& committer, Changes& changes) {
  switch (world_.random.below(4)) {
    case 0: {
      if (&from == &committer || !from.peer->can("propose:update") || !changes.touched.insert(from.leaf).second) break;
      changes.path_required = true;
      return "update";
    }
    case 1: {
      const Member* target =
          pick([&](const Member& each) { return &each != &committer && !changes.touched.contains(each.leaf); });
      if (!target || members_.size() < 3 || !from.peer->can("propose:remove")) break;
      changes.touched.insert(target->leaf);
      changes.removed.insert(target->leaf);
      changes.path_required = true;
      return "remove " + std::to_string(target->leaf);
    }
    case 2: {
      if (!from.peer->can("propose:add") || full(changes)) break;
      auto joiner = new_joiner();
      if (!joiner) break;
      changes.joiners.push_back(std::move(*joiner));
      return "add " + changes.joiners.back().message;
    }
    default: {
      if (!from.peer->can("propose:psk") || !everyone_can("psk") || !world_.random.chance(3)) break;
      return "psk " + new_psk(changes);
    }
  }
  return std::nullopt;
}

void Room::propose_some(const Member& committer, Changes& changes) {
  if (world_.random.chance(2)) return;
  for (std::size_t i = world_.random.below(4) + 1; i > 0; --i) {
    Member& from = pick();
    const auto request = propose_one(from, committer, changes);
    if (!request) continue;
    choose_wire(from);
    const std::string message = from.peer->must(from.on("propose", *request), 1).front();
    let_receive(message, &from, changes);
  }
}

// let_receive gives a proposal to all but the member who made it.
void Room::let_receive(const std::string& message, const Member* from, Changes& changes) {
  changes.references = true;
  for (const Member* member : shuffled()) {
    if (member == from) continue;
    expect_unchanged(*member, [&] { member->peer->refuses(member->on("handle", spoiled(message))); });
    if (member->peer->must(member->on("handle", message), 1).front() != "proposal") throw Failure("a proposal is none");
  }
  world_.counts.add("proposals by reference");
}

// epoch_that_all_know gives one that all members were in, and not long ago.
std::uint64_t Room::epoch_that_all_know() {
  constexpr std::uint64_t kept = 5;
  std::uint64_t first = epoch_ - std::min(epoch_, kept);
  for (const auto& member : members_) first = std::max(first, *member->since);
  return first + world_.random.below(epoch_ - first + 1);
}

std::string Room::changes_by_value(const Member& committer, Changes& changes) {
  std::string out;
  if (world_.random.chance(3)) {
    for (std::size_t i = world_.random.below(3) + 1; i > 0; --i) {
      if (full(changes)) break;
      auto joiner = new_joiner();
      if (!joiner) break;
      out += " add:" + joiner->message;
      changes.joiners.push_back(std::move(*joiner));
    }
  }
  if (world_.random.chance(4)) {
    for (const auto& member : members_) {
      const bool leaves = world_.random.below(world_.most_members) < 2;
      if (member.get() == &committer || !leaves || !changes.touched.insert(member->leaf).second) continue;
      changes.removed.insert(member->leaf);
      changes.path_required = true;
      out += " remove:" + std::to_string(member->leaf);
    }
  }
  if (everyone_can("psk") && committer.peer->can("commit:psk") && world_.random.chance(8)) out += " psk:" + new_psk(changes);
  if (changes.joiners.empty() && world_.everyone_can("commit:respsk") && world_.random.chance(8)) {
    out += " respsk:" + std::to_string(epoch_that_all_know());
    changes.resumption = true;
    world_.counts.add("resumption PSKs");
  }
  return out;
}

// options chooses whether to ask for a path (where it is not needed anyway) and whether the Welcome has the tree.
std::string Room::options(const Member& committer, const Changes& changes, bool& with_tree) {
  std::string out;
  if (committer.peer->can("commit:path") && world_.random.chance(2)) out += " path";
  const bool can_tell = committer.peer->can("commit:notree") && everyone_can("tree");
  with_tree = changes.joiners.empty() || !can_tell || world_.random.chance(2);
  if (!with_tree) out += " notree";
  return out;
}

// make_rival lets another member make a commit that will lose.
void Room::make_rival(const Member& committer) {
  if (!world_.random.chance(6)) return;
  const Member* rival = pick([&](const Member& each) { return &each != &committer && each.peer->can("commit"); });
  if (!rival) return;
  rival->peer->must(rival->on("commit"), 2);
  world_.counts.add("lost commits");
}

// follow lets one member process a commit, after some that it must refuse, and gives the authenticator that it comes to.
// Without `can_check` nothing spoiled is tried.
std::string Room::follow(const Member& member, const std::string& message, bool can_check) {
  expect_unchanged(member, [&] {
    if (can_check) member.peer->refuses(member.on("handle", spoiled(message)));
    member.peer->refuses(member.on("unprotect", message));
  });
  const Answer answer = member.peer->ask(member.on("handle", message));
  if (!answer.ok || answer.fields.empty() || answer.fields[0] != "commit") {
    throw Failure(member.peer->name() + " does not see a commit in what " + member.group + " is given: " + answer.text);
  }
  expect_unchanged(member, [&] { member.peer->refuses(member.on("handle", message)); });
  return answer.fields.size() > 1 ? answer.fields[1] : "-";  // who is removed need not say anything
}

void Room::let_follow(const Member& committer, const std::string& message, const std::set<unsigned>& removed,
                      const std::string& authenticator) {
  std::vector<std::string> gone;
  for (const Member* member : shuffled()) {
    if (removed.contains(member->leaf)) gone.push_back(member->group);
    if (member == &committer) continue;
    const bool stays = !removed.contains(member->leaf);
    if (follow(*member, message, true) != authenticator && stays) throw Failure(member->peer->name() + " comes to another epoch");
  }
  for (const std::string& group : gone) forget(group);
  world_.counts.add("members removed", gone.size());
}

// let_follow_from_outside: a member whose place the joiner takes cannot know whether the confirmation tag is right (12.4.3.2: no
// membership tag, and the tag is not signed), so it is not asked to find out.
void Room::let_follow_from_outside(const std::string& message, const Member* replaced, const std::string& authenticator) {
  for (const Member* member : shuffled()) {
    const bool stays = member != replaced;
    if (follow(*member, message, stays) != authenticator && stays)
      throw Failure(member->peer->name() + " comes to another epoch");
  }
  if (replaced) forget(replaced->group);
}

void Room::join(Changes& changes, const std::string& welcome, bool with_tree, const std::string& authenticator) {
  const Member& helper = pick();
  const std::string tree = with_tree ? "" : " " + helper.peer->must(helper.on("tree"), 1).front();
  std::vector<std::unique_ptr<Member>> joined;
  for (Joiner& joiner : changes.joiners) {
    Member& member = joiner.member;
    if (changes.joiners.size() == 1 && world_.random.chance(4)) {
      member.peer->refuses(member.on("join", joiner.package + " " + spoiled(welcome) + tree));
    }
    const auto answer = member.peer->must(member.on("join", joiner.package + " " + welcome + tree), 1);
    if (answer.front() != authenticator) throw Failure(member.peer->name() + " joins another epoch");
    joined.push_back(std::make_unique<Member>(std::move(member)));
  }
  world_.counts.add("joined by Welcome", joined.size());
  if (!with_tree) world_.counts.add("Welcomes without tree");
  for (auto& member : joined) members_.push_back(std::move(member));
}

void Room::commit_something() {
  Member* committer = pick_committer({"commit"});
  if (!committer) return;
  Changes changes;
  propose_some(*committer, changes);
  propose_from_outside(*committer, changes);
  commit(*committer, changes);
}

void Room::commit(const Member& committer, Changes& changes) {
  const std::string by_value = changes_by_value(committer, changes);
  share_psks(changes);
  bool with_tree = true;
  const std::string request = committer.on("commit", options(committer, changes, with_tree) + by_value);
  choose_wire(committer);
  make_rival(committer);
  if (committer.peer->can("drop") && world_.random.chance(8)) {
    committer.peer->must(request, 2);
    committer.peer->must(committer.on("drop"), 0);
    world_.counts.add("dropped commits");
  }
  const auto answer = committer.peer->must(request, 2);
  if (committer.peer->can("restart") && world_.random.chance(8)) committer.peer->must(committer.on("restart"), 1);
  if ((answer[1] == "-") != changes.joiners.empty()) throw Failure("a Welcome is missing, or there for nobody");
  if (changes.joiners.empty() && changes.removed.empty() && changes.psks.empty() && !changes.references && !changes.resumption) {
    world_.counts.add("empty commits");
  }
  const std::string authenticator = committer.peer->must(committer.on("merge"), 1).front();
  let_follow(committer, answer[0], changes.removed, authenticator);
  if (!changes.joiners.empty()) join(changes, answer[1], with_tree, authenticator);
  settle();
}

void Room::join_from_outside() {
  const Member* helper = pick([](const Member& each) { return each.peer->can("groupinfo"); });
  if (!helper || !everyone_can("handle:extjoin")) return;
  const Member* lost = pick([&](const Member& each) { return &each != helper && each.peer->can("extjoin:remove"); });
  const bool full = members_.size() >= world_.most_members;
  const bool resync = lost && (full || world_.random.chance(2));
  PeerProcess* peer = resync ? lost->peer : world_.peer({"extjoin"});
  if (!peer || (full && !resync)) return;

  Changes dropped;  // an external commit must not care about proposals
  propose_some(*helper, dropped);
  const bool with_tree = !everyone_can("tree") || !helper->peer->can("groupinfo:0") || world_.random.chance(2);
  const std::string info = helper->peer->must(helper->on("groupinfo", with_tree ? "" : "0"), 1).front();
  const Member& knows_tree = pick();
  const std::string tree = with_tree ? "-" : knows_tree.peer->must(knows_tree.on("tree"), 1).front();
  auto joiner = std::make_unique<Member>(newcomer(*peer, resync ? lost->identity : world_.bytes(8)));
  const std::string rest = joiner->identity + " " + tree + (resync ? " " + std::to_string(lost->leaf) : "");
  if (world_.random.chance(4)) peer->refuses(joiner->on("extjoin", spoiled(info) + " " + rest));
  const auto answer = peer->must(joiner->on("extjoin", info + " " + rest), 2);

  make_rival(*joiner);
  let_follow_from_outside(answer[0], resync ? lost : nullptr, answer[1]);
  members_.push_back(std::move(joiner));
  world_.counts.add(resync ? "external joins with removal" : "external joins");
  settle();
}

}  // namespace valise::interop
