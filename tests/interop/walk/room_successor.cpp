// Room: groups that come out of this one, by ReInit and as subgroups.
#include "tests/interop/walk/room.hpp"

namespace valise::interop {

Room::Room(World& world, unsigned suite, Members members) : world_(world), suite_(suite), members_(std::move(members)) {
  settle();
}

// found_from lets one member found a group with others by `request` ("found", or "branch" with the new id), and them join it.
Room::Members Room::found_from(const Member& founder, const std::vector<Member*>& others, const std::string& request,
                               const std::string& id, unsigned suite) {
  std::string packages;
  std::vector<std::string> names;
  for (const Member* other : others) {
    names.push_back(world_.fresh("k"));
    const std::string made = "keypackage " + names.back() + " " + std::to_string(suite) + " " + other->identity;
    packages += " " + other->peer->must(made, 1).front();
  }
  Members out;
  out.push_back(std::make_unique<Member>(newcomer(*founder.peer, founder.identity)));
  const std::string founding = request + " " + out.front()->group + " " + founder.group + " " + id + founder.identity + packages;
  const auto founded = founder.peer->must(founding, 2);
  for (std::size_t i = 0; i < others.size(); ++i) {
    const Member& old = *others[i];
    Member member = newcomer(*old.peer, old.identity);
    const std::string rest = names[i] + " " + old.group + " ";
    old.peer->refuses(member.on("join", names[i] + " " + founded[1]));  // only the old group can take it
    // What is spoiled for another, this one does not see.
    if (others.size() == 1) old.peer->refuses(member.on("joinlinked", rest + spoiled(founded[1])));
    if (old.peer->must(member.on("joinlinked", rest + founded[1]), 1).front() != founded[0]) {
      throw Failure(old.peer->name() + " joins another epoch");
    }
    out.push_back(std::make_unique<Member>(std::move(member)));
  }
  return out;
}

// reinit closes the group and goes on in its successor, perhaps with another cipher suite.
void Room::reinit() {
  if (!world_.everyone_can("reinit")) return;
  const Member& committer = pick();
  const unsigned suite = world_.suites[world_.random.below(world_.suites.size())];
  choose_wire(committer);
  const auto answer = committer.peer->must(committer.on("reinit", std::to_string(suite) + " " + world_.bytes(16)), 2);
  const std::string authenticator = committer.peer->must(committer.on("merge"), 1).front();
  let_follow(committer, answer[0], {}, authenticator);
  settle();
  for (const auto& member : members_) {
    expect_unchanged(*member, [&] {
      member->peer->refuses(member->on("commit"));
      member->peer->refuses(member->on("protect", "- 61"));
    });
  }

  const std::vector<Member*> old = shuffled();
  Members next = found_from(*old.front(), {old.begin() + 1, old.end()}, "found", "", suite);
  close();
  in_flight_.clear();
  sender_.reset();
  suite_ = suite;
  members_ = std::move(next);
  world_.counts.add("reinitialised groups");
  settle();
}

// branch lets some members found a subgroup, which lives for a moment; this group goes on beside it.
void Room::branch() {
  if (!world_.everyone_can("branch") || members_.size() < 2) return;
  std::vector<Member*> some = shuffled();
  some.resize(2 + world_.random.below(some.size() - 1));
  Room subgroup(world_, suite_,
                found_from(*some.front(), {some.begin() + 1, some.end()}, "branch", world_.bytes(16) + " ", suite_));
  for (std::size_t i = world_.random.below(4); i > 0; --i) subgroup.commit_something();
  subgroup.talk();
  subgroup.close();
  world_.counts.add("subgroups");
  settle();
}

}  // namespace valise::interop
