// Room: application messages, and messages that nobody may accept.
#include <algorithm>

#include "base/text_encoding.hpp"
#include "tests/interop/walk/room.hpp"

namespace valise::interop {

// spoiled changes a message in one bit, or cuts it, or lengthens it.
std::string Room::spoiled(const std::string& message) {
  base::Bytes bytes = base::parse_hex(message).value();
  switch (world_.random.below(6)) {
    case 0: bytes.resize(world_.random.below(bytes.size())); break;
    case 1: bytes.push_back(0); break;
    default: bytes[world_.random.below(bytes.size())] ^= static_cast<base::Byte>(1U << world_.random.below(8));
  }
  world_.counts.add("spoiled messages refused");
  return bytes.empty() ? "-" : base::to_hex(bytes);
}

// expect_unchanged makes the attempt at one time in four, and then wants the member to be where it was.
void Room::expect_unchanged(const Member& member, const std::function<void()>& attempt) {
  if (!world_.random.chance(4)) return;
  const std::string before = member.peer->ask(member.on("info")).text;
  attempt();
  if (member.peer->ask(member.on("info")).text != before) throw Failure(member.peer->name() + " was changed by what it refused");
}

void Room::talk() {
  const Member& from = pick();
  if (!from.peer->can("protect")) return;
  for (std::size_t i = world_.random.below(4) + 1; i > 0; --i) {
    InFlight sent{.authenticated = world_.bytes(world_.random.below(20)),
                  .plaintext = world_.bytes(world_.random.chance(8) ? 0 : world_.random.below(300)),
                  .epoch = epoch_};
    std::string rest = sent.authenticated + " " + sent.plaintext;
    if (from.peer->can("protect:padding") && world_.random.chance(2)) rest += " " + std::to_string(world_.random.below(100));
    sent.message = from.peer->must(from.on("protect", rest), 1).front();
    for (const Member* member : shuffled()) {
      if (member != &from && member->peer->can("unprotect")) sent.recipients.push_back(member->group);
    }
    in_flight_.push_back(std::move(sent));
    world_.counts.add("messages sent");
  }
  deliver_some();
}

// deliver_some brings about two of three messages to their recipients, in any order; the rest stays for later, maybe for ever.
void Room::deliver_some() {
  for (std::size_t i = in_flight_.size(); i > 1; --i) std::swap(in_flight_[i - 1], in_flight_[world_.random.below(i)]);
  for (InFlight& sent : in_flight_) {
    std::vector<std::string> later;
    for (const std::string& group : sent.recipients) {
      if (world_.random.chance(3)) {
        later.push_back(group);
        continue;
      }
      deliver(sent, **std::ranges::find(members_, group, [](const auto& member) { return member->group; }));
    }
    sent.recipients = std::move(later);
  }
}

void Room::deliver(const InFlight& sent, const Member& to) {
  expect_unchanged(to, [&] {
    to.peer->refuses(to.on("unprotect", spoiled(sent.message)));
    to.peer->refuses(to.on("handle", sent.message));
  });
  const auto opened = to.peer->must(to.on("unprotect", sent.message), 2);
  if (opened[0] != sent.authenticated || opened[1] != sent.plaintext) throw Failure(to.peer->name() + " reads another message");
  to.peer->refuses(to.on("unprotect", sent.message));
  world_.counts.add(sent.epoch == epoch_ ? "messages read" : "late messages read");
}

// drop_old_messages: those from before the previous epoch need not be readable any more.
void Room::drop_old_messages() {
  std::erase_if(in_flight_, [&](const InFlight& sent) { return sent.recipients.empty() || sent.epoch + 1 < epoch_; });
}

}  // namespace valise::interop
